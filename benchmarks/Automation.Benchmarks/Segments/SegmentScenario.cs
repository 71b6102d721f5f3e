using System.Globalization;
using System.Text.Json.Serialization;
using Automation.Benchmarks.Measuring;
using Automation.Benchmarks.Traffic;
using Automation.Commerce.V1;
using Npgsql;

namespace Automation.Benchmarks.Segments;

/// <param name="EventsPerSecond10">From the first event to the last that is folded, with 10 live segments.</param>
/// <param name="EventsPerSecond100">With 100.</param>
/// <param name="EventsPerSecond1000">With 1,000.</param>
/// <param name="RatioToCopy100">Of the one with 100 to the rows that a plain COPY of the log writes in a second.</param>
/// <param name="CpuUsPerEvent100">CPU of segmentation without its database.</param>
/// <param name="VisibleP50Ms">From the ack of an event to the profile that shows the membership, with 100 live segments.</param>
/// <param name="VisibleP95Ms">The same.</param>
/// <param name="BackfillEventsPerSecond">Events of the shop with 100 segments by the time in which another one is filled in and counts.</param>
/// <param name="BytesPerShopper">With indexes, of the states and memberships of 100 segments.</param>
sealed record SegmentResult(
    string Scenario, int Shoppers, int Events,
    [property: JsonPropertyName("events_per_second_10")] double? EventsPerSecond10,
    [property: JsonPropertyName("events_per_second_100")] double? EventsPerSecond100,
    [property: JsonPropertyName("events_per_second_1000")] double? EventsPerSecond1000,
    [property: JsonPropertyName("ratio_to_copy_100")] double? RatioToCopy100,
    [property: JsonPropertyName("cpu_us_per_event_100")] double? CpuUsPerEvent100,
    double? VisibleP50Ms, double? VisibleP95Ms, double? BackfillEventsPerSecond, double? BytesPerShopper,
    IReadOnlyList<YardstickReading> Yardstick, bool YardstickMoved);

/// <summary>What live segments cost: a shop for each number of them, all shops with the same traffic.</summary>
static class SegmentScenario
{
    // What is hot is compiled again meanwhile.
    const int Warm = 20_000;
    const int Main = 100;

    public static async Task<SegmentResult> RunAsync(BenchOptions options)
    {
        var counts = (options.Text("segments") ?? "10,100,1000").Split(',').Select(count => int.Parse(count, CultureInfo.InvariantCulture)).ToList();
        var shoppers = (int)(options.Number("shoppers") ?? 20_000);
        var events = (int)(options.Number("events") ?? 60_000);
        await using var stack = await SegmentStack.StartAsync();
        await using var connection = new NpgsqlConnection(stack.Suite.Databases["ingestion"]);
        await connection.OpenAsync();
        var (yardstick, meter) = (Yardstick.Of(connection), new ProcessMeter(stack.Suite));
        var (rates, result) = (new Dictionary<int, double>(), (SegmentResult?)null);
        foreach (var count in counts)
        {
            var shop = await stack.OpenShopAsync(count, shoppers);
            using var traffic = Traffic(shoppers).GetEnumerator();
            await stack.SendAsync(shop, Take(traffic, Warm));
            await yardstick.ReadAsync();
            var batch = Take(traffic, events);
            meter.Begin();
            var taken = await stack.SendAsync(shop, batch);
            var used = meter.End();
            rates[count] = Math.Round(events / taken.TotalSeconds);
            Output.Progress($"{count,5} segments: {rates[count],7:N0} events/s");
            Output.Report($"{count} segments, {rates[count]:N0} events/s: CPU of each process in µs per event\n{used.PerEvent(events)}");
            if (count != Main)
                continue;
            var bytes = await stack.BytesPerShopperAsync(shop);
            var visible = await new VisibilityProbe(stack, shop).MeasureAsync(
                traffic, options.Number("rate") ?? 1_000, TimeSpan.FromSeconds(options.Number("seconds") ?? 20));
            await stack.SettleAsync();
            var logged = await CountAsync(connection, shop.ShopId);
            meter.Begin();
            var filled = await stack.FillAsync(
                shop, "filled-in", "events(\"product_viewed\").in_last(\"77d\").count() > 3 && events(\"order_completed\").count() == 0");
            Output.Report($"{logged:N0} events filled in within {filled.TotalSeconds:0.00} s: CPU of each process in µs per event\n{meter.End().PerEvent(logged)}");
            result = new SegmentResult(
                "segments", shoppers, events, null, rates[count], null, null,
                Math.Round(used.Cpu["segmentation"].TotalMicroseconds / events, 1), visible.Percentile(0.5), visible.Percentile(0.95),
                Math.Round(logged / filled.TotalSeconds), Math.Round(bytes), [], false);
        }
        await yardstick.ReadAsync();
        result ??= new SegmentResult("segments", shoppers, events, null, null, null, null, null, null, null, null, null, [], false);
        return result with
        {
            EventsPerSecond10 = Rate(10),
            EventsPerSecond1000 = Rate(1_000),
            RatioToCopy100 = Rate(Main) is { } rate ? Math.Round(rate / yardstick.CopyRowsPerSecond, 4) : null,
            Yardstick = yardstick.Readings,
            YardstickMoved = yardstick.HasMoved,
        };

        double? Rate(int count) => rates.TryGetValue(count, out var rate) ? rate : null;
    }

    static IEnumerable<Event> Traffic(int shoppers)
    {
        var traffic = new ShopTraffic(1, shoppers);
        while (true)
            yield return traffic.Next(out _);
    }

    static List<Event> Take(IEnumerator<Event> traffic, int count)
    {
        var events = new List<Event>(count);
        while (events.Count < count && traffic.MoveNext())
            events.Add(traffic.Current);
        return events;
    }

    static async Task<long> CountAsync(NpgsqlConnection connection, string shopId)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM ingestion.events WHERE shop_id = $1 AND shopper_id IS NOT NULL", connection)
        {
            Parameters = { new() { Value = shopId } },
        };
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
