using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Automation.ServiceDefaults.Faults;

/// <summary>Turns whatever a handler throws into the status of <see cref="FaultStatus"/>.</summary>
sealed class FaultInterceptor(ILogger<FaultInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(UnreadableMessages.Guard(requests, context.Method), responses, context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responses,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responses, context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(UnreadableMessages.Guard(requests, context.Method), context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    RpcException Translate(Exception exception, ServerCallContext context)
    {
        var fault = FaultStatus.ToFault(exception, context.CancellationToken);
        if (fault.Reason == FaultReasons.Internal)
            FaultLog.Unexpected(logger, exception, context.Method);
        else if (fault.Reason.Status is StatusCode.Unavailable)
            FaultLog.Unavailable(logger, exception, context.Method, fault.Reason.Code);
        return FaultStatus.ToRpcException(fault);
    }
}
