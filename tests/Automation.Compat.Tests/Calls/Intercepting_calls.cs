using Automation.Compat.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Xunit;

namespace Automation.Compat.Tests.Calls;

public sealed class Intercepting_calls
{
    [Fact]
    public async Task Sees_every_kind_of_call_on_both_sides_in_order()
    {
        var log = new List<string>();
        await using var server = await EchoServer.StartAsync(new Recorder("server", log));
        using var channel = server.Channel();
        var client = new EchoService.EchoServiceClient(
            channel.Intercept(new Recorder("inner", log)).Intercept(new Recorder("first", log), new Recorder("second", log)));

        client.Echo(new EchoRequest());
        await client.EchoAsync(new EchoRequest());
        using (var call = client.Repeat(new EchoRequest()))
            Assert.False(await call.ResponseStream.MoveNext());
        using (var call = client.Join())
        {
            await call.RequestStream.CompleteAsync();
            await call;
        }

        using (var call = client.Talk())
        {
            await call.RequestStream.CompleteAsync();
            Assert.False(await call.ResponseStream.MoveNext());
        }

        string[] kinds = ["BlockingUnaryCall Echo", "AsyncUnaryCall Echo", "AsyncServerStreamingCall Repeat",
            "AsyncClientStreamingCall Join", "AsyncDuplexStreamingCall Talk"];
        string[] handlers = ["UnaryServerHandler Echo", "UnaryServerHandler Echo", "ServerStreamingServerHandler Repeat",
            "ClientStreamingServerHandler Join", "DuplexStreamingServerHandler Talk"];
        Assert.Equal(
            kinds.Zip(handlers).SelectMany(pair => new[]
            {
                $"first {pair.First}", $"second {pair.First}", $"inner {pair.First}", $"server {pair.Second}",
            }),
            log);
    }

    [Fact]
    public async Task Changes_the_headers_of_every_call()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = server.Channel();
        var client = new EchoService.EchoServiceClient(channel.Intercept(headers =>
        {
            headers.Add("x-added", "yes");
            return headers;
        }));

        using var bare = client.EchoAsync(new EchoRequest());
        Assert.Equal("yes", (await bare.ResponseHeadersAsync).GetValue("x-added"));
        using var call = client.EchoAsync(new EchoRequest(), new Metadata { { "x-own", "kept" } });
        var headers = await call.ResponseHeadersAsync;
        Assert.Equal("yes", headers.GetValue("x-added"));
        Assert.Equal("kept", headers.GetValue("x-own"));
    }

    [Fact]
    public async Task Answers_in_place_of_the_service()
    {
        await using var server = await EchoServer.StartAsync();
        using var channel = server.Channel();
        var client = new EchoService.EchoServiceClient(channel.Intercept(new Cache()));
        using var call = client.EchoAsync(new EchoRequest { Text = "cached" });
        Assert.Equal("cached", (await call).Text);
        Assert.Equal("hit", (await call.ResponseHeadersAsync).GetValue("cache"));
        Assert.Equal("from cache", call.GetStatus().Detail);
        Assert.Empty(call.GetTrailers());
    }

    sealed class Recorder(string name, List<string> log) : Interceptor
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            Log(nameof(BlockingUnaryCall), context.Method.Name);
            return base.BlockingUnaryCall(request, context, continuation);
        }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            Log(nameof(AsyncUnaryCall), context.Method.Name);
            return base.AsyncUnaryCall(request, context, continuation);
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            Log(nameof(AsyncServerStreamingCall), context.Method.Name);
            return base.AsyncServerStreamingCall(request, context, continuation);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            Log(nameof(AsyncClientStreamingCall), context.Method.Name);
            return base.AsyncClientStreamingCall(context, continuation);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            Log(nameof(AsyncDuplexStreamingCall), context.Method.Name);
            return base.AsyncDuplexStreamingCall(context, continuation);
        }

        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            Log(nameof(UnaryServerHandler), context.Method);
            return base.UnaryServerHandler(request, context, continuation);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Log(nameof(ClientStreamingServerHandler), context.Method);
            return base.ClientStreamingServerHandler(requestStream, context, continuation);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Log(nameof(ServerStreamingServerHandler), context.Method);
            return base.ServerStreamingServerHandler(request, responseStream, context, continuation);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Log(nameof(DuplexStreamingServerHandler), context.Method);
            return base.DuplexStreamingServerHandler(requestStream, responseStream, context, continuation);
        }

        void Log(string kind, string method)
        {
            lock (log)
                log.Add($"{name} {kind} {method[(method.LastIndexOf('/') + 1)..]}");
        }
    }

    sealed class Cache : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            new(
                Task.FromResult((TResponse)(object)new EchoResponse { Text = "cached" }),
                Task.FromResult(new Metadata { { "cache", "hit" } }),
                () => new Status(StatusCode.OK, "from cache"),
                () => [],
                () => { });
    }
}
