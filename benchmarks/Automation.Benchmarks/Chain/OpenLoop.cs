using System.Diagnostics;
using Automation.Benchmarks.Measuring;
using Automation.Benchmarks.Traffic;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Grpc.Core;

namespace Automation.Benchmarks.Chain;

/// <summary>What became of a stretch of load.</summary>
/// <param name="Acks">From the instant at which a batch was to be sent to its ack.</param>
/// <param name="Sends">From the instant at which an event was to be sent to its mail.</param>
sealed record Stretch(long Events, TimeSpan Length, Latencies Acks, Latencies Sends, bool IsBehind)
{
    public double EventsPerSecond => Events / Length.TotalSeconds;
}

/// <summary>
/// Offers events at a fixed rate whatever the answers: each event has an instant at which it is due, a batch of 100 leaves when its
/// last one is, and every latency counts from the due instant, also when the sender itself was late.
/// </summary>
sealed class OpenLoop(IngestionService.IngestionServiceClient ingestion, ShopTraffic traffic, Awaited awaited)
{
    const int BatchEvents = 100;

    // A sender that has this many un-acked batches is not offering load any more, it is a queue.
    const int MaxUnacked = 500;

    public async Task<Stretch> OfferAsync(double rate, TimeSpan length, CancellationToken stop = default)
    {
        var (acks, sends) = (new Latencies(), new Latencies());
        var unacked = new List<Task>();
        var began = Stopwatch.GetTimestamp();
        var perEvent = Stopwatch.Frequency / rate;
        var events = 0L;
        while (Stopwatch.GetElapsedTime(began) < length && unacked.Count < MaxUnacked && !stop.IsCancellationRequested)
        {
            var request = new BatchRecordEventsRequest();
            var due = began;
            for (var i = 0; i < BatchEvents; i++)
            {
                due = began + (long)(perEvent * ++events);
                request.Events.Add(traffic.Next(out var checkout));
                if (checkout >= 0)
                    awaited.Expect(checkout, due, sends);
            }
            var early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (early > TimeSpan.Zero)
                await Task.Delay(early, CancellationToken.None);
            unacked.RemoveAll(sent => sent.IsCompletedSuccessfully);
            // Told at once: no mail follows what was never recorded.
            if (unacked.Find(sent => sent.IsFaulted) is { } failed)
                await failed;
            unacked.Add(SendAsync(request, due, acks));
        }
        var isBehind = unacked.Count >= MaxUnacked;
        await Task.WhenAll(unacked);
        return new Stretch(events, Stopwatch.GetElapsedTime(began), acks, sends, isBehind);
    }

    async Task SendAsync(BatchRecordEventsRequest request, long due, Latencies acks)
    {
        var answer = await ingestion.BatchRecordEventsAsync(request);
        if (answer.Outcomes.Any(outcome => outcome is not Outcome.Recorded))
            throw new InvalidOperationException($"Not every event was new and good: {answer}");
        acks.Add(Stopwatch.GetElapsedTime(due));
    }
}
