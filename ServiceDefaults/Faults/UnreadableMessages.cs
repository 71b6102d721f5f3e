using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Automation.ServiceDefaults.Faults;

/// <summary>
/// A request that is not the message of its RPC is the caller's mistake. The framework reads the single message of a
/// call before any interceptor runs and answers UNKNOWN when it cannot, RESOURCE_EXHAUSTED when it is too long; the messages
/// of a stream are read inside the handler.
/// </summary>
static class UnreadableMessages
{
    // What a handler throws has details, by the fault table; these statuses without them come of reading only.
    const string Unknown = "2";
    const string ResourceExhausted = "8";

    public static void UseUnreadableMessages(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        var response = context.Response;
        if (response.HasStarted || response.Headers.ContainsKey(MetadataExtensions.StatusDetailsTrailerName))
            return;
        if (response.Headers["grpc-status"] == Unknown)
            await TrailersOnly.WriteAsync(context, Refuse(context.Request.Path));
        else if (response.Headers["grpc-status"] == ResourceExhausted)
            await TrailersOnly.WriteAsync(context, TooLarge());
    });

    /// <summary>The stream, with its unreadable messages as faults.</summary>
    public static IAsyncStreamReader<T> Guard<T>(IAsyncStreamReader<T> requests, string method) => new Reader<T>(requests, method);

    static Fault Refuse(string method) => new(
        FaultReasons.RequestMalformed, $"The request is not the message that {method} takes; compile the client from the same contract.");

    static Fault TooLarge() => new(FaultReasons.RequestTooLarge, "The message is longer than this service takes, which is 4 MB, and 1 MB of events; send less at once.");

    sealed class Reader<T>(IAsyncStreamReader<T> requests, string method) : IAsyncStreamReader<T>
    {
        public T Current => requests.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                return await requests.MoveNext(cancellationToken);
            }
            catch (InvalidProtocolBufferException)
            {
                throw Refuse(method);
            }
            catch (RpcException exception) when (FaultStatus.ReadDetails(exception)?.GetDetail<ErrorInfo>() is { } weighed)
            {
                throw new Fault(FaultReasons.Of(weighed.Reason), exception.Status.Detail);
            }
            catch (RpcException exception) when (exception.StatusCode is StatusCode.ResourceExhausted)
            {
                throw TooLarge();
            }
        }
    }
}
