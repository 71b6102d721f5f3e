using System.Diagnostics;
using Automation.Benchmarks.Measuring;
using Automation.Benchmarks.Traffic;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Testing;
using Npgsql;

namespace Automation.Benchmarks.Ingest;

/// <param name="CopyLimitRowsPerSecond">What a plain COPY loop does with the same rows, in turns with the service.</param>
/// <param name="RatioToLimit">Of the two rates.</param>
sealed record IngestResult(
    string Scenario, long Events, double EventsPerSecond, double? P50Ms, double? P99Ms, double CopyLimitRowsPerSecond, double RatioToLimit,
    IReadOnlyList<YardstickReading> Yardstick, bool YardstickMoved);

/// <summary>
/// Durable acks per second over one gRPC stream, in slices that alternate with slices of a COPY loop of the very rows that the
/// service has just written: whatever else the machine does, both suffer it.
/// </summary>
static class IngestScenario
{
    const int BatchEvents = 500;
    const int Shoppers = 20_000;

    public static async Task<IngestResult> RunAsync(BenchOptions options)
    {
        var slices = (int)(options.Number("slices") ?? 12);
        var sliceBatches = (int)(options.Number("slice-events") ?? 30_000) / BatchEvents;
        var window = (int)(options.Number("window") ?? 8);

        Output.Progress("Starting ingestion");
        await using var suite = await Suite.StartAsync("ingestion");
        var shop = await suite.CreateShopAsync();
        await using var connection = new NpgsqlConnection(suite.Databases["ingestion"]);
        await connection.OpenAsync();
        var copy = new CopyLoop(connection, "copied_events");
        await copy.CreateTableAsync();
        var yardstick = Yardstick.Of(connection);
        var meter = new ProcessMeter(suite);
        await using var stream = new EventStream(new IngestionService.IngestionServiceClient(suite.AsShop("ingestion", shop)), window);

        var traffic = new ShopTraffic(1, Shoppers);
        foreach (var batch in Traffic.Shoppers.Introduce(Shoppers).Chunk(BatchEvents))
            await stream.SendAsync(batch, null);
        await stream.DrainAsync();

        var latencies = new Latencies();
        var (events, serviceTime, copied, copyTime) = (0L, TimeSpan.Zero, 0L, TimeSpan.Zero);
        var used = new Usage(new Dictionary<string, TimeSpan>());
        // The first slices warm both up.
        for (var slice = -2; slice < slices; slice++)
        {
            if (slice == 0 || slice == slices / 2)
                await yardstick.ReadAsync();
            var batches = Batches(traffic, sliceBatches);
            meter.Begin();
            var began = Stopwatch.GetTimestamp();
            foreach (var batch in batches)
                await stream.SendAsync(batch, slice < 0 ? null : latencies);
            await stream.DrainAsync();
            var taken = Stopwatch.GetElapsedTime(began);
            var usage = meter.End();

            var rows = await copy.ReadNewAsync();
            var copying = await copy.CopyAsync(rows);
            var (rate, limit) = (batches.Count * BatchEvents / taken.TotalSeconds, rows.Count / copying.TotalSeconds);
            Output.Progress($"slice {slice,3}: {rate,7:N0} events/s, copy {limit,7:N0} rows/s, ratio {rate / limit:0.00}");
            if (slice < 0)
                continue;
            events += batches.Count * BatchEvents;
            serviceTime += taken;
            copied += rows.Count;
            copyTime += copying;
            used = used.Plus(usage);
        }
        await yardstick.ReadAsync();
        Output.Report($"ingest: CPU of each process in µs per event\n{used.PerEvent(events)}");
        var (perSecond, limitPerSecond) = (events / serviceTime.TotalSeconds, copied / copyTime.TotalSeconds);
        return new IngestResult(
            "ingest", events, Math.Round(perSecond), latencies.Percentile(0.5), latencies.Percentile(0.99),
            Math.Round(limitPerSecond), Math.Round(perSecond / limitPerSecond, 3), yardstick.Readings, yardstick.HasMoved);
    }

    // Made before the clock runs: the sender is not what is measured.
    static List<Event[]> Batches(ShopTraffic traffic, int count)
    {
        var batches = new List<Event[]>(count);
        for (var batch = 0; batch < count; batch++)
        {
            var events = new Event[BatchEvents];
            for (var i = 0; i < events.Length; i++)
                events[i] = traffic.Next(out _);
            batches.Add(events);
        }
        return batches;
    }
}
