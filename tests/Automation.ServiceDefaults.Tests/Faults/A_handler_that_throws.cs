using Automation.Desk.V1;
using Automation.ServiceDefaults.Faults;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Faults;

public class A_handler_that_throws
{
    static readonly Metadata s_headers = new() { { "authorization", $"Service {DefaultsHost.ServiceKey}" }, { "x-shop-id", "shop" } };

    [Fact]
    public async Task Answers_by_the_table()
    {
        await using var host = await DefaultsHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        host.Handlers.Ask = _ => throw new Fault(FaultReasons.EtagMismatch, "not now");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => new DeskService.DeskServiceClient(channel).AskAsync(new(), s_headers).ResponseAsync);

        Assert.Equal((StatusCode.Aborted, "not now"), (refusal.StatusCode, refusal.Status.Detail));
        Assert.Equal("ETAG_MISMATCH", ReasonOf(refusal));
    }

    [Fact]
    public async Task Keeps_its_inside_to_itself()
    {
        await using var host = await DefaultsHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        host.Handlers.Ask = _ => throw new InvalidOperationException("the inside");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => new DeskService.DeskServiceClient(channel).AskAsync(new(), s_headers).ResponseAsync);

        Assert.Equal((StatusCode.Internal, "INTERNAL"), (refusal.StatusCode, ReasonOf(refusal)));
        Assert.DoesNotContain("the inside", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_not_blamed_for_a_request_of_another_type()
    {
        await using var host = await DefaultsHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);

        // Field 1 with wire type 7, which no message has.
        var refusal = await Assert.ThrowsAsync<RpcException>(() => channel.CreateCallInvoker()
            .AsyncUnaryCall(Raw(MethodType.Unary, "automation.desk.v1.DeskService", "Ask"), null, new CallOptions(s_headers), [0x0F, 0xFF])
            .ResponseAsync);

        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_MALFORMED"), (refusal.StatusCode, ReasonOf(refusal)));
        Assert.Equal(0, host.Handlers.Calls);
    }

    [Fact]
    public async Task Is_not_blamed_for_a_message_of_another_type_in_a_stream()
    {
        await using var host = await DefaultsHost.StartAsync();
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        var method = Raw(MethodType.DuplexStreaming, "automation.desk.v1.DeskService", "Count");
        using var stream = channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, new CallOptions(s_headers));
        await stream.RequestStream.WriteAsync([0x08, 0x01]);
        Assert.True(await stream.ResponseStream.MoveNext());

        await stream.RequestStream.WriteAsync([0x0F, 0xFF]);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext());
        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_MALFORMED"), (refusal.StatusCode, ReasonOf(refusal)));
    }

    static string ReasonOf(RpcException exception) =>
        FaultStatus.ReadDetails(exception)!.Details.Single(any => any.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>().Reason;

    static Method<byte[], byte[]> Raw(MethodType type, string service, string name)
    {
        var bytes = Marshallers.Create<byte[]>(message => message, message => message);
        return new Method<byte[], byte[]>(type, service, name, bytes, bytes);
    }
}
