using System.Diagnostics;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.Invariants.Tests.Replicas;

/// <summary>Two replicas of ingestion; one stands still with the log's lock in its hands.</summary>
public sealed class TwoIngestions : IAsyncLifetime
{
    public Suite Suite { get; private set; } = null!;

    public async Task InitializeAsync() => Suite = await Suite.StartAsync(new SuitePlan
    {
        Services = ["ingestion"],
        Replicas = new Dictionary<string, int> { ["ingestion"] = 2 },
    });

    public async Task DisposeAsync() => await Suite.DisposeAsync();
}

[Trait("kind", "fault")]
[Collection(TwoIngestionsCollection.Name)]
public sealed class Freezing_an_append(TwoIngestions two)
{
    const int Senders = 6;
    // Large events: then most of an append is their COPY. A batch may have 500 KB.
    const int BatchSize = 50;
    static readonly string s_bulk = new('x', 9_000);

    // As services/ingestion/README.md says, and a few more for a busy machine.
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    readonly Suite _suite = two.Suite;

    /// <summary>Between two statements of its transaction, and in the middle of a COPY that waits for its next rows.</summary>
    [Theory]
    [InlineData("idle in transaction")]
    [InlineData("active")]
    public async Task The_other_replica_goes_on_within_seconds_and_nothing_is_lost_or_doubled(string state)
    {
        var shop = await _suite.CreateShopAsync();
        var frozen = _suite["ingestion", 1];
        await using var database = new Database(_suite, "ingestion");
        using var end = new CancellationTokenSource();
        var senders = Enumerable.Range(0, Senders).Select(sender => SendAsync(shop, sender, end.Token)).ToList();

        await FreezeWithLockAsync(frozen, database, state);
        var since = Stopwatch.StartNew();
        try
        {
            // The heads, too, wait for the append in flight: timers and checks hang on them.
            await new EventLogService.EventLogServiceClient(_suite.AsService("ingestion")).HeadsAsync(
                new HeadsRequest(), deadline: DateTime.UtcNow.AddSeconds(30));
            var answer = await new IngestionService.IngestionServiceClient(_suite.AsShop("ingestion", shop)).RecordEventAsync(
                new RecordEventRequest { Event = Event("while-frozen") }, deadline: DateTime.UtcNow.AddSeconds(30));
            Assert.Equal(Outcome.Recorded, answer.Outcome);
            Assert.True(since.Elapsed < s_timeout, $"It took {since.Elapsed}.");
        }
        finally
        {
            frozen.Thaw();
            await end.CancelAsync();
        }
        // Each sends what it was not told of again, until it has been told of all.
        var sent = (await Task.WhenAll(senders)).SelectMany(ids => ids).Append("while-frozen").ToList();
        var logged = await database.ListAsync(
            $"SELECT partition::int, sequence, payload, log_time FROM events WHERE shop_id = '{shop.ShopId}' ORDER BY partition, sequence",
            row => Commerce.V1.Event.Parser.ParseFrom(row.GetFieldValue<byte[]>(2)).EventId);
        Assert.Equal(sent.Order(), logged.Order());
        Assert.Equal(0, await database.ScalarAsync<long>(
            """
            SELECT count(*) FROM heads WHERE sequence <> (SELECT count(*) FROM events WHERE events.partition = heads.partition)
            """));
        Assert.Equal(0, await database.ScalarAsync<long>(
            """
            SELECT count(*) FROM (SELECT log_time < lag(log_time) OVER (PARTITION BY partition ORDER BY sequence) AS is_back FROM events) e WHERE is_back
            """));
    }

    /// <summary>Freezes it again and again until it is caught with the lock, in this state.</summary>
    async Task FreezeWithLockAsync(ServiceProcess process, Database database, string state)
    {
        var random = new Random(1);
        var limit = Stopwatch.StartNew();
        while (limit.Elapsed < TimeSpan.FromMinutes(3))
        {
            process.Freeze();
            var ports = Sockets.PortsOf(process.ProcessId, _suite.Postgres.Port);
            // What was on its way is done a moment later; what waits for the client now waits for good.
            await Task.Delay(50);
            var held = await database.ListAsync(
                """
                SELECT a.client_port, a.state FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.mode = 'ExclusiveLock'
                  AND a.wait_event = 'ClientRead' AND a.datname = current_database()
                """,
                row => (Port: row.GetInt32(0), State: row.GetString(1)));
            if (held.Any(session => ports.Contains(session.Port) && session.State == state))
                return;
            process.Thaw();
            await Task.Delay(random.Next(5, 60));
        }
        throw new TimeoutException($"It was never caught with the lock '{state}'.");
    }

    /// <summary>Sends batches to the second replica, each again until it is answered.</summary>
    async Task<List<string>> SendAsync(SuiteShop shop, int sender, CancellationToken end)
    {
        var client = new IngestionService.IngestionServiceClient(_suite.AsShop("ingestion", shop, replica: 1));
        var ids = new List<string>();
        for (var round = 0; !end.IsCancellationRequested; round++)
        {
            var batch = new BatchRecordEventsRequest
            {
                Events = { Enumerable.Range(0, BatchSize).Select(number => Event($"{sender}-{round}-{number}")) },
            };
            while (!await IsAnsweredAsync(client, batch))
                await Task.Delay(50, CancellationToken.None);
            ids.AddRange(batch.Events.Select(sent => sent.EventId));
        }
        return ids;
    }

    static async Task<bool> IsAnsweredAsync(IngestionService.IngestionServiceClient client, BatchRecordEventsRequest batch)
    {
        try
        {
            Assert.Empty((await client.BatchRecordEventsAsync(batch, deadline: DateTime.UtcNow.AddSeconds(20))).Rejections);
            return true;
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return false;
        }
    }

    static Event Event(string id) => new()
    {
        EventId = id,
        Identifiers = new Identifiers { UserId = $"user-{id.GetHashCode(StringComparison.Ordinal) & 31}" },
        Custom = new CustomEvent { Name = "bulk", Properties = new Struct { Fields = { ["text"] = Value.ForString(s_bulk) } } },
    };
}
