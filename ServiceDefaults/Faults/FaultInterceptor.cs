using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Automation.ServiceDefaults.Faults;

/// <summary>Turns whatever a handler throws into the status of <see cref="FaultStatus"/>.</summary>
sealed partial class FaultInterceptor(ILogger<FaultInterceptor> logger) : Interceptor
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
            Unexpected(logger, exception, context.Method);
        else if (fault.Reason.Status is StatusCode.Unavailable)
            Unavailable(logger, exception, context.Method, fault.Reason.Code);
        return FaultStatus.ToRpcException(fault);
    }

    [LoggerMessage(100, LogLevel.Error, "{Method} failed unexpectedly.")]
    static partial void Unexpected(ILogger logger, Exception exception, string method);

    [LoggerMessage(101, LogLevel.Warning, "{Method} answered {Reason}.")]
    static partial void Unavailable(ILogger logger, Exception exception, string method, string reason);
}
