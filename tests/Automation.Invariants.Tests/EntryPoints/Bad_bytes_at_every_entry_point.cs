using System.Collections.Concurrent;
using Automation.Api.V1;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Invariants.Tests.Stages;
using Automation.Recommendations.V1;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Testing;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;

namespace Automation.Invariants.Tests.EntryPoints;

/// <summary>Invariant 12 at every RPC of the suite, as its contracts list them.</summary>
[Trait("kind", "stack")]
[Collection(HeldCollection.Name)]
public sealed class Bad_bytes_at_every_entry_point(HeldDelivery held)
{
    const int TooLarge = 4 * 1024 * 1024 + 1;

    static readonly Marshaller<byte[]> s_raw = Marshallers.Create(bytes => bytes, bytes => bytes);

    static readonly (string Service, FileDescriptor[] Files)[] s_contracts =
    [
        ("ingestion", [IngestionServiceReflection.Descriptor, ShopServiceReflection.Descriptor, EventLogServiceReflection.Descriptor, DerivedEventServiceReflection.Descriptor]),
        ("segmentation", [ProfileServiceReflection.Descriptor, MembershipLogServiceReflection.Descriptor, ParkingServiceReflection.Descriptor, ProgressServiceReflection.Descriptor]),
        ("recommendations", [CatalogServiceReflection.Descriptor, RecommendationServiceReflection.Descriptor]),
        ("workflow-engine", [WorkflowServiceReflection.Descriptor, RunServiceReflection.Descriptor, SendCheckServiceReflection.Descriptor, DispatchLogServiceReflection.Descriptor]),
        ("channel-delivery", [DeliveryServiceReflection.Descriptor, PolicyServiceReflection.Descriptor, TemplateServiceReflection.Descriptor, BrandServiceReflection.Descriptor]),
    ];

    readonly Suite _suite = held.Suite;

    [Fact]
    public async Task Are_refused_with_a_reason() =>
        await EachAsync(async (entryPoint, calls) => Assert.Equal(
            (StatusCode.InvalidArgument, "REQUEST_MALFORMED"),
            // A length-delimited field 1 that claims more than there is.
            await RefusalAsync(calls, entryPoint, [0x0a, 0x7f, 1])));

    [Fact]
    public async Task Are_refused_with_a_reason_when_they_are_too_many() =>
        await EachAsync(async (entryPoint, calls) => Assert.Equal(
            (StatusCode.InvalidArgument, "REQUEST_TOO_LARGE"), await RefusalAsync(calls, entryPoint, new byte[TooLarge])));

    [Fact]
    public async Task Are_not_even_read_without_a_credential() =>
        await EachAsync(
            async (entryPoint, calls) => Assert.Equal(
                (StatusCode.Unauthenticated, "CREDENTIAL_INVALID"), await RefusalAsync(calls, entryPoint, [])),
            service => _suite.AsNobody(service));

    [Fact]
    public async Task Too_many_in_the_middle_of_a_stream_end_it_and_leave_what_was_acked()
    {
        var shop = await AttackedShop.OpenAsync(_suite);
        var method = EntryPoint.Of(IngestionServiceReflection.Descriptor.Services[0].FindMethodByName("StreamEvents")).Method;
        using var call = _suite.AsShop("ingestion", shop.Shop).AsyncDuplexStreamingCall(method, null, new CallOptions());
        var good = Build.View("mug");
        (good.EventId, good.Identifiers) = ("good", new Identifiers { UserId = "ann" });
        await call.RequestStream.WriteAsync(new StreamEventsRequest { FirstPosition = 1, Events = { good } }.ToByteArray());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        // The server may hang up before it has taken all of it.
        await call.RequestStream.WriteAsync(new byte[TooLarge]).ContinueWith(_ => { }, TaskScheduler.Default);
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
            }
        });
        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_TOO_LARGE"), Of(failure));
        await using var log = new Database(_suite, "ingestion");
        Assert.Equal(1, await log.ScalarAsync<long>($"SELECT count(*) FROM events WHERE shop_id = '{shop.ShopId}'"));
    }

    async Task EachAsync(Func<EntryPoint, CallInvoker, Task> check, Func<string, CallInvoker>? callsTo = null)
    {
        var shop = await _suite.CreateShopAsync();
        var failures = new ConcurrentBag<string>();
        var entryPoints = s_contracts.SelectMany(contract => contract.Files
            .SelectMany(file => file.Services).SelectMany(service => service.Methods)
            .Where(method => !method.IsClientStreaming)
            .Select(method => (contract.Service, EntryPoint: EntryPoint.Of(method)))).ToList();
        Assert.True(entryPoints.Count > 25, $"{entryPoints.Count} entry points");
        await Parallel.ForEachAsync(entryPoints, async (entry, _) =>
        {
            try
            {
                await check(entry.EntryPoint, callsTo?.Invoke(entry.Service) ?? _suite.AsService(entry.Service, shop.ShopId));
            }
            catch (Exception failure)
            {
                failures.Add($"{entry.EntryPoint.Method.FullName}: {failure.Message}");
            }
        });
        Assert.Empty(failures);
    }

    static async Task<(StatusCode, string)> RefusalAsync(CallInvoker calls, EntryPoint entryPoint, byte[] bytes)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await calls.AsyncUnaryCall(
            entryPoint.Method, null, new CallOptions(deadline: DateTime.UtcNow.AddSeconds(60)), bytes));
        return Of(failure);
    }

    static (StatusCode, string) Of(RpcException failure)
    {
        var details = FaultStatus.ReadDetails(failure)?.Details ?? [];
        return (failure.StatusCode, details.FirstOrDefault(any => any.Is(ErrorInfo.Descriptor))?.Unpack<ErrorInfo>().Reason ?? $"no reason: {failure.Status}");
    }

    sealed record EntryPoint(Method<byte[], byte[]> Method)
    {
        public static EntryPoint Of(MethodDescriptor method) => new(new Method<byte[], byte[]>(
            method.IsClientStreaming ? MethodType.DuplexStreaming : MethodType.Unary, method.Service.FullName, method.Name, s_raw, s_raw));
    }
}
