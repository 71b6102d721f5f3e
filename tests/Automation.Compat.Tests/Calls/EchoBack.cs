using Automation.Compat.V1;
using Grpc.Core;

namespace Automation.Compat.Tests.Calls;

/// <summary>Gives back what it is told; some texts ask for more.</summary>
sealed class EchoBack : EchoService.EchoServiceBase
{
    static int s_unavailable;

    public static TaskCompletionSource Cancelled { get; set; } = new();

    public override async Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context)
    {
        switch (request.Text)
        {
            case "fail":
                throw new RpcException(
                    new Status(StatusCode.NotFound, "no such thing"), new Metadata { { "reason", "NOT_THERE" } });
            case "sleep":
                using (context.CancellationToken.Register(Cancelled.SetResult))
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                break;
            case "flaky" when Interlocked.Increment(ref s_unavailable) % 2 == 1:
                throw new RpcException(new Status(StatusCode.Unavailable, "not yet"));
        }

        var headers = new Metadata { { "method", context.Method } };
        foreach (var header in context.RequestHeaders.Where(entry => entry.Key.StartsWith("x-", StringComparison.Ordinal)))
            headers.Add(header);
        await context.WriteResponseHeadersAsync(headers);
        context.ResponseTrailers.Add("cost-bin", [1, 2, 3]);
        context.UserState["seen"] = true;
        return new EchoResponse { Text = request.Text };
    }

    public override async Task Repeat(
        EchoRequest request, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context)
    {
        if (request.Text == "plain")
            responseStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        for (var i = 0; i < request.Count; i++)
            await responseStream.WriteAsync(new EchoResponse { Text = request.Text }, context.CancellationToken);
        context.Status = new Status(StatusCode.OK, "done");
    }

    public override async Task<EchoResponse> Join(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
        var texts = new List<string>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            texts.Add(request.Text);
        return new EchoResponse { Text = string.Join(' ', texts) };
    }

    public override async Task Talk(
        IAsyncStreamReader<EchoRequest> requestStream,
        IServerStreamWriter<EchoResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext())
            await responseStream.WriteAsync(new EchoResponse { Text = requestStream.Current.Text });
    }
}
