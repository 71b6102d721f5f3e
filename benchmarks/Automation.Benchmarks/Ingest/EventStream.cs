using System.Diagnostics;
using Automation.Benchmarks.Measuring;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Grpc.Core;

namespace Automation.Benchmarks.Ingest;

/// <summary>One stream of batches with a bounded number of them un-acked.</summary>
sealed class EventStream : IAsyncDisposable
{
    readonly AsyncDuplexStreamingCall<StreamEventsRequest, StreamEventsResponse> _call;
    readonly SemaphoreSlim _window;
    readonly Lock _gate = new();
    readonly Queue<(long Last, long Sent, Latencies? Into)> _unacked = new();
    readonly Task _acking;
    long _position;
    long _acked;

    public EventStream(IngestionService.IngestionServiceClient ingestion, int window)
    {
        _call = ingestion.StreamEvents();
        _window = new SemaphoreSlim(window);
        _acking = AckAsync(window);
    }

    /// <summary>Sends a batch as soon as there is room.</summary>
    public async Task SendAsync(IReadOnlyList<Event> events, Latencies? latencies)
    {
        await _window.WaitAsync();
        if (_acking.IsCompleted)
            await _acking;
        var request = new StreamEventsRequest { FirstPosition = _position + 1, Events = { events } };
        lock (_gate)
        {
            _position += events.Count;
            _unacked.Enqueue((_position, Stopwatch.GetTimestamp(), latencies));
        }
        await _call.RequestStream.WriteAsync(request);
    }

    /// <summary>Returns when everything is acked.</summary>
    public async Task DrainAsync()
    {
        while (Volatile.Read(ref _acked) < _position)
        {
            if (_acking.IsCompleted)
                await _acking;
            await Task.Delay(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _call.RequestStream.CompleteAsync();
        await _acking;
        _call.Dispose();
        _window.Dispose();
    }

    async Task AckAsync(int window)
    {
        try
        {
            await foreach (var answer in _call.ResponseStream.ReadAllAsync())
            {
                if (answer.Rejections.Count > 0 || answer.DuplicateCount > 0)
                    throw new InvalidOperationException($"Not every event was new and good: {answer}");
                var now = Stopwatch.GetTimestamp();
                lock (_gate)
                {
                    while (_unacked.TryPeek(out var batch) && batch.Last <= answer.AckedPosition)
                    {
                        _unacked.Dequeue();
                        batch.Into?.Add(Stopwatch.GetElapsedTime(batch.Sent, now));
                        _window.Release();
                    }
                }
                Volatile.Write(ref _acked, answer.AckedPosition);
            }
        }
        catch
        {
            // Whoever waits for room must learn that there will be none.
            _window.Release(window);
            throw;
        }
    }
}
