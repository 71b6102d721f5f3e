using System.Diagnostics;
using Automation.Benchmarks.Ingest;
using Automation.Benchmarks.Measuring;
using Automation.Benchmarks.Traffic;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Automation.Testing;
using Npgsql;

namespace Automation.Benchmarks.Segments;

/// <summary>Ingestion and segmentation alone, and a shop for each number of live segments.</summary>
sealed class SegmentStack : IAsyncDisposable
{
    const int BatchEvents = 500;
    const int UnackedBatches = 8;

    /// <summary>Holds for whoever did this: its members are told apart from those of all other segments.</summary>
    public const string ProbeEvent = "probe_sent";

    public const string ProbeSegment = "probe";

    static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(15);

    SegmentStack(Suite suite) => Suite = suite;

    public Suite Suite { get; }

    public static async Task<SegmentStack> StartAsync()
    {
        Output.Progress("Starting ingestion and segmentation");
        return new SegmentStack(await Suite.StartAsync("ingestion", "segmentation"));
    }

    /// <summary>A shop with so many segments that count, and shoppers who are known.</summary>
    public async Task<SuiteShop> OpenShopAsync(int segments, int shoppers)
    {
        var shop = await Suite.CreateShopAsync();
        var began = Stopwatch.GetTimestamp();
        for (var place = 1; place < segments; place++)
            await PutAsync(shop, $"segment-{place}", SegmentTexts.Of(place - 1));
        await PutAsync(shop, ProbeSegment, $"events(\"{ProbeEvent}\").count() > 0");
        await CountAllAsync(shop, segments);
        Output.Progress($"{segments:N0} segments count after {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s");
        await SendAsync(shop, Shoppers.Introduce(shoppers));
        return shop;
    }

    /// <summary>Sends events as fast as they are taken, and waits until all are folded.</summary>
    public async Task<TimeSpan> SendAsync(SuiteShop shop, IEnumerable<Event> events)
    {
        // Made before the clock runs.
        var batches = events.Chunk(BatchEvents).ToList();
        var began = Stopwatch.GetTimestamp();
        await using (var stream = new EventStream(new IngestionService.IngestionServiceClient(Suite.AsShop("ingestion", shop)), UnackedBatches))
        {
            foreach (var batch in batches)
                await stream.SendAsync(batch, null);
            await stream.DrainAsync();
        }
        await SettleAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    public Task SettleAsync() => Suite.SettleAsync(DateTimeOffset.UnixEpoch, s_timeout);

    /// <summary>Puts another segment and waits until it counts.</summary>
    public async Task<TimeSpan> FillAsync(SuiteShop shop, string segmentId, string text)
    {
        var began = Stopwatch.GetTimestamp();
        await PutAsync(shop, segmentId, text);
        var client = Client(shop);
        while ((await client.GetSegmentAsync(new() { SegmentId = segmentId })).Segment.EffectiveVersion == 0)
        {
            if (Stopwatch.GetElapsedTime(began) > s_timeout)
                throw new TimeoutException($"Segment '{segmentId}' does not count after {s_timeout}.\n{Suite.LogTails()}");
            await Task.Delay(20);
        }
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Bytes with indexes of what is kept of each shopper of a shop for its segments.</summary>
    public async Task<double> BytesPerShopperAsync(SuiteShop shop)
    {
        await using var connection = new NpgsqlConnection(Suite.Databases["segmentation"]);
        await connection.OpenAsync();
        // Indexes by the shop's share of the rows: they are not kept by shop.
        await using var command = new NpgsqlCommand(
            """
            SELECT (states.bytes + stays.bytes)::float8 / states.rows FROM
                (SELECT count(*) AS rows, sum(pg_column_size(s.*) + 4)
                    + count(*) * pg_indexes_size('segmentation.segment_states')::numeric / (SELECT count(*) FROM segmentation.segment_states) AS bytes
                 FROM segmentation.segment_states s WHERE shop_id = $1) states,
                (SELECT coalesce(sum(pg_column_size(m.*) + 4), 0)
                    + count(*) * pg_indexes_size('segmentation.memberships')::numeric / (SELECT greatest(count(*), 1) FROM segmentation.memberships) AS bytes
                 FROM segmentation.memberships m WHERE shop_id = $1) stays
            """,
            connection)
        {
            Parameters = { new() { Value = shop.ShopId } },
        };
        return (double)(await command.ExecuteScalarAsync())!;
    }

    public SegmentationService.SegmentationServiceClient Client(SuiteShop shop) => new(Suite.AsShop("segmentation", shop));

    public ValueTask DisposeAsync() => Suite.DisposeAsync();

    async Task PutAsync(SuiteShop shop, string segmentId, string text) => await Client(shop).PutSegmentAsync(
        new() { SegmentId = segmentId, Definition = new() { DisplayName = segmentId, Text = text } });

    async Task CountAllAsync(SuiteShop shop, int segments)
    {
        var (client, began) = (Client(shop), Stopwatch.GetTimestamp());
        while (true)
        {
            var (counting, token) = (0, "");
            do
            {
                var page = await client.ListSegmentsAsync(new() { PageSize = 200, PageToken = token });
                counting += page.Segments.Count(segment => segment.EffectiveVersion > 0);
                token = page.NextPageToken;
            }
            while (token.Length > 0);
            if (counting == segments)
                return;
            if (Stopwatch.GetElapsedTime(began) > s_timeout)
                throw new TimeoutException($"{counting} of {segments} segments count after {s_timeout}.\n{Suite.LogTails()}");
            await Task.Delay(200);
        }
    }
}
