using Automation.ServiceDefaults.Credentials;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Automation.ServiceDefaults.Calling;

/// <summary>Adds the service credential and, where the caller set none, a deadline.</summary>
sealed class ServiceCallInterceptor(ServiceCredential credential) : Interceptor
{
    // Longer than any wait that a handler does on purpose (2 s for a position), shorter than a person's patience.
    static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(10);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        var headers = new Metadata();
        foreach (var entry in context.Options.Headers ?? [])
            headers.Add(entry);
        headers.Add(ServiceCredential.AuthorizationHeader, credential.HeaderValue);
        var options = context.Options.WithHeaders(headers);
        if (options.Deadline is null)
            options = options.WithDeadline(TimeProvider.System.GetUtcNow().UtcDateTime + DefaultDeadline);
        return continuation(request, new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, options));
    }
}
