using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Grpc.Core;

namespace Automation.Samples.Player.Playing;

/// <summary>
/// Sends events over one long stream and returns when they are acked. A broken call is opened anew and what was not
/// acked is sent again; event ids make that harmless.
/// </summary>
sealed class EventSender(IngestionService.IngestionServiceClient ingestion, TimeProvider time, TimeSpan timeout) : IAsyncDisposable
{
    // The limits of a batch: 500 events, 500 KB (512,000 bytes) with its framing, some bytes for each event.
    const int BatchEvents = 500;
    const int BatchBytes = 500_000;
    static readonly TimeSpan s_ackTimeout = TimeSpan.FromSeconds(15);
    static readonly TimeSpan s_retryDelay = TimeSpan.FromMilliseconds(200);

    AsyncDuplexStreamingCall<StreamEventsRequest, StreamEventsResponse>? _call;
    long _sent;

    /// <summary>How many events were acked that had not been seen before.</summary>
    public long RecordedCount { get; private set; }

    /// <summary>How many were acked as seen before.</summary>
    public long DuplicateCount { get; private set; }

    /// <exception cref="InvalidOperationException">An event was rejected.</exception>
    public async Task SendAsync(IReadOnlyList<Event> events, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        foreach (var batch in Batches(events))
        {
            while (!await TrySendAsync(batch, begin, cancellationToken))
                await Task.Delay(s_retryDelay, time, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_call is null)
            return;
        try
        {
            await _call.RequestStream.CompleteAsync();
            while (await _call.ResponseStream.MoveNext(CancellationToken.None))
            {
            }
        }
        catch (RpcException)
        {
            // Everything was acked; how the call ends does not matter.
        }
        HangUp();
    }

    static IEnumerable<IReadOnlyList<Event>> Batches(IReadOnlyList<Event> events)
    {
        var batch = new List<Event>();
        var bytes = 0;
        foreach (var next in events)
        {
            var size = next.CalculateSize() + 8;
            if (batch.Count == BatchEvents || (batch.Count > 0 && bytes + size > BatchBytes))
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }
            batch.Add(next);
            bytes += size;
        }
        if (batch.Count > 0)
            yield return batch;
    }

    async Task<bool> TrySendAsync(IReadOnlyList<Event> batch, long begin, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_ackTimeout);
        try
        {
            await ExchangeAsync(batch, limit.Token);
            return true;
        }
        catch (Exception error) when (IsPassing(error) && !cancellationToken.IsCancellationRequested)
        {
            HangUp();
            return time.GetElapsedTime(begin) < timeout
                ? false
                : throw new TimeoutException($"No ack of events within {timeout}: {error.Message}", error);
        }
    }

    async Task ExchangeAsync(IReadOnlyList<Event> batch, CancellationToken cancellationToken)
    {
        if (_call is null)
        {
            _call = ingestion.StreamEvents(cancellationToken: CancellationToken.None);
            _sent = 0;
        }
        var first = _sent + 1;
        await _call.RequestStream.WriteAsync(new StreamEventsRequest { FirstPosition = first, Events = { batch } }, cancellationToken);
        _sent += batch.Count;
        for (var acked = 0L; acked < _sent;)
        {
            if (!await _call.ResponseStream.MoveNext(cancellationToken))
                throw new EndOfStreamException("The gateway ended the stream.");
            var answer = _call.ResponseStream.Current;
            foreach (var (position, rejection) in answer.Rejections.Take(1))
                throw new InvalidOperationException(
                    $"Event {batch[(int)(position - first)].EventId} was rejected: {rejection.Reason} {rejection.Field}: {rejection.Detail}");
            acked = answer.AckedPosition;
            DuplicateCount += answer.DuplicateCount;
            RecordedCount -= answer.DuplicateCount;
        }
        RecordedCount += batch.Count;
    }

    void HangUp()
    {
        _call?.Dispose();
        _call = null;
    }

    // What a restart of the gateway or of ingestion looks like from here.
    static bool IsPassing(Exception error) => error switch
    {
        RpcException { StatusCode: StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled
            or StatusCode.DeadlineExceeded or StatusCode.Aborted } => true,
        EndOfStreamException or IOException or OperationCanceledException => true,
        // What grpc-dotnet says of a write to a call that has ended.
        InvalidOperationException { Source: "Grpc.Net.Client" } => true,
        _ => false,
    };
}
