using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Grpc.Core;

namespace Automation.Faults.Tests.Storefronts;

/// <summary>StreamEvents over one long gRPC call, opened anew when it breaks.</summary>
sealed class StreamEntryPoint(CallInvoker asShop) : IEventEntryPoint
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    readonly IngestionService.IngestionServiceClient _client = new(asShop);
    AsyncDuplexStreamingCall<StreamEventsRequest, StreamEventsResponse>? _call;
    long _sent;

    public async Task<int> RecordAsync(IReadOnlyList<Event> events)
    {
        using var timeout = new CancellationTokenSource(s_timeout);
        try
        {
            return await ExchangeAsync(events, timeout.Token);
        }
        catch (Exception error) when (IsBroken(error))
        {
            _call?.Dispose();
            _call = null;
            throw new NotAckedException(error.Message, error);
        }
    }

    async Task<int> ExchangeAsync(IReadOnlyList<Event> events, CancellationToken cancellationToken)
    {
        if (_call is null)
        {
            _call = _client.StreamEvents(cancellationToken: CancellationToken.None);
            _sent = 0;
        }
        await _call.RequestStream.WriteAsync(new StreamEventsRequest { FirstPosition = _sent + 1, Events = { events } }, cancellationToken);
        _sent += events.Count;
        var duplicates = 0L;
        for (var acked = 0L; acked < _sent;)
        {
            if (!await _call.ResponseStream.MoveNext(cancellationToken))
                throw new EndOfStreamException("The stream ended without an ack.");
            var answer = _call.ResponseStream.Current;
            foreach (var rejection in answer.Rejections.Values)
                throw new WrongAnswerException($"An event was rejected: {rejection.Reason} {rejection.Field}: {rejection.Detail}");
            duplicates += answer.DuplicateCount;
            acked = answer.AckedPosition;
        }
        return (int)duplicates;
    }

    static bool IsBroken(Exception error) => error switch
    {
        RpcException { StatusCode: StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled or StatusCode.DeadlineExceeded } => true,
        EndOfStreamException or IOException or OperationCanceledException => true,
        // What grpc-dotnet says of a write to a call that has ended.
        InvalidOperationException { Source: "Grpc.Net.Client" } => true,
        _ => false,
    };
}
