using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Automation.ServiceDefaults.Credentials;

/// <summary>No RPC runs before its caller is known, except the health protocol.</summary>
sealed class CredentialInterceptor(CredentialCheck check) : Interceptor
{
    const string Open = "/grpc.health.v1.Health/";

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        await IdentifyAsync(context);
        return await continuation(request, context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await IdentifyAsync(context);
        await continuation(request, responses, context);
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await IdentifyAsync(context);
        return await continuation(requests, context);
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await IdentifyAsync(context);
        await continuation(requests, responses, context);
    }

    async ValueTask IdentifyAsync(ServerCallContext context)
    {
        if (context.Method.StartsWith(Open, StringComparison.Ordinal))
            return;
        var authorization = context.RequestHeaders.GetValue(ServiceCredential.AuthorizationHeader);
        var shop = context.RequestHeaders.GetValue(ServiceCredential.ShopHeader);
        context.SetCaller(await check.CheckAsync(authorization, shop, context.CancellationToken));
    }
}
