using System.Diagnostics;
using Automation.Benchmarks.Measuring;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Automation.Testing;
using Grpc.Core;

namespace Automation.Benchmarks.Segments;

/// <summary>
/// While a shop's traffic comes at a fixed rate: lets somebody enter a segment ten times a second, and asks every four milliseconds
/// from the ack on whether the profile shows it. Events leave in batches of 50, each when its last one is due.
/// </summary>
sealed class VisibilityProbe(SegmentStack stack, SuiteShop shop)
{
    const int BatchEvents = 50;
    static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    readonly IngestionService.IngestionServiceClient _ingestion = new(stack.Suite.AsShop("ingestion", shop));
    readonly ProfileService.ProfileServiceClient _profiles = new(stack.Suite.AsShop("segmentation", shop));

    public async Task<Latencies> MeasureAsync(IEnumerator<Event> events, double rate, TimeSpan length)
    {
        using var end = new CancellationTokenSource();
        var offering = OfferAsync(events, rate, end.Token);
        var (latencies, probes) = (new Latencies(), new List<Task>());
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < length)
        {
            probes.Add(ProbeAsync(latencies));
            await Task.Delay(s_interval);
        }
        await Task.WhenAll(probes);
        await end.CancelAsync();
        await offering;
        return latencies;
    }

    async Task OfferAsync(IEnumerator<Event> events, double rate, CancellationToken end)
    {
        var (began, sent, unacked) = (Stopwatch.GetTimestamp(), 0L, new List<Task>());
        while (!end.IsCancellationRequested)
        {
            var request = new BatchRecordEventsRequest();
            for (var i = 0; i < BatchEvents && events.MoveNext(); i++)
                request.Events.Add(events.Current);
            sent += request.Events.Count;
            var early = TimeSpan.FromSeconds(sent / rate) - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.Zero)
                await Task.Delay(early, CancellationToken.None);
            unacked.Add(_ingestion.BatchRecordEventsAsync(request, cancellationToken: CancellationToken.None).ResponseAsync);
        }
        await Task.WhenAll(unacked);
    }

    async Task ProbeAsync(Latencies latencies)
    {
        var recorded = await _ingestion.RecordEventAsync(new()
        {
            Event = new()
            {
                EventId = $"{Guid.NewGuid()}",
                Identifiers = new() { UserId = $"probe-{Guid.NewGuid():N}" },
                Custom = new() { Name = SegmentStack.ProbeEvent },
            },
        });
        var acked = Stopwatch.GetTimestamp();
        while (!await ShowsAsync(recorded.ShopperId))
        {
            if (Stopwatch.GetElapsedTime(acked) > s_limit)
                throw new TimeoutException($"Nobody sees after {s_limit} that shopper {recorded.ShopperId} is in '{SegmentStack.ProbeSegment}'.");
            await Task.Delay(4);
        }
        latencies.Add(Stopwatch.GetElapsedTime(acked));
    }

    async Task<bool> ShowsAsync(string shopperId)
    {
        try
        {
            var found = await _profiles.BatchGetProfilesAsync(new() { ShopperIds = { shopperId } });
            return found.Profiles is [var profile] && profile.SegmentIds.Contains(SegmentStack.ProbeSegment);
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.Unavailable)
        {
            // Overloaded: whoever asks does not see it yet.
            return false;
        }
    }
}
