using System.Collections.Concurrent;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Testing;
using Google.Protobuf;
using Npgsql;

namespace Automation.Ingestion.Tests.Appending;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Appending_from_two_replicas(RunningIngestion ingestion)
{
    const int Callers = 12;
    const int Rounds = 15;
    const int BatchSize = 20;

    [Fact]
    public async Task Every_event_is_recorded_once_and_every_shopper_is_minted_once()
    {
        var shop = await ingestion.ShopAsync();
        var recorded = new ConcurrentBag<string>();
        // Two callers each, one at each replica, send the very same events at the same time.
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            var client = ingestion.AsShop(shop, replica: caller % 2);
            for (var round = 0; round < Rounds; round++)
            {
                var events = Enumerable.Range(0, BatchSize).Select(i => Shared(caller / 2, round, i)).ToList();
                var answer = await client.BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { events } });
                for (var i = 0; i < events.Count; i++)
                {
                    if (answer.Outcomes[i] is Outcome.Recorded)
                        recorded.Add(events[i].EventId);
                    else
                        Assert.Equal(Outcome.Duplicate, answer.Outcomes[i]);
                }
            }
        }));

        const int Distinct = Callers / 2 * Rounds * BatchSize;
        Assert.Equal(Distinct, recorded.Count);
        Assert.Equal(Distinct, recorded.Distinct().Count());
        var logged = await ingestion.Log().ShopAsync(shop.ShopId);
        Assert.Equal(recorded.Order(), logged.Select(record => record.Event.EventId).Order());
        // User and cookie always come together, so nobody has two ids.
        foreach (var name in logged.GroupBy(record => record.Event.Identifiers.UserId))
            Assert.Single(name.Select(record => record.ShopperId).Distinct());
        await LogIsSoundAsync();
    }

    /// <summary>Neither replica plans on heads that an append in flight is about to move.</summary>
    [Fact]
    public async Task An_append_in_flight_is_waited_for()
    {
        var shop = await ingestion.ShopAsync();
        await using var database = NpgsqlDataSource.Create($"{ingestion.Suite.Databases["ingestion"]};Search Path=ingestion");
        await using var other = await database.OpenConnectionAsync();
        await using var inFlight = await BeginAppendAsync(other, shop);

        var calls = Enumerable.Range(0, 2).Select(replica => RecordAsync(shop, replica)).ToList();
        await Eventually.TrueAsync("both wait for it", async () => await CountWaitingAsync(database) == 2);
        await inFlight.CommitAsync();

        Assert.All(await Task.WhenAll(calls), answer => Assert.Equal(Outcome.Recorded, answer.Outcome));
        Assert.Equal(18, (await ingestion.Log().ShopAsync(shop.ShopId)).Count);
        await LogIsSoundAsync();
    }

    /// <summary>An append in flight has its log time already: heads as of a later instant must include it.</summary>
    [Fact]
    public async Task Heads_wait_for_the_append_in_flight()
    {
        var shop = await ingestion.ShopAsync();
        await using var database = NpgsqlDataSource.Create($"{ingestion.Suite.Databases["ingestion"]};Search Path=ingestion");
        await using var other = await database.OpenConnectionAsync();
        await using var inFlight = await BeginAppendAsync(other, shop);

        var asking = ingestion.Log().HeadsAsync();
        await Eventually.TrueAsync("it waits or has answered", async () => asking.IsCompleted || await CountWaitingAsync(database) == 1);
        await inFlight.CommitAsync();

        var (asked, after) = (await asking, await ingestion.Log().HeadsAsync());
        Assert.Equal(after.Heads, asked.Heads);
    }

    [Fact]
    public async Task Heads_tell_the_truth_while_both_replicas_append()
    {
        var shop = await ingestion.ShopAsync();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var heads = new ConcurrentBag<HeadsResponse>();
        var appending = Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
                await ingestion.AsShop(shop, caller % 2).RecordEventAsync(new RecordEventRequest { Event = Build.Event() });
        }));
        var asking = Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
                heads.Add(await ingestion.Log(caller % 2).HeadsAsync());
        }));
        await Task.WhenAll([.. appending, .. asking]);

        Assert.True(heads.Count > 50, $"{heads.Count} heads were asked.");
        for (var partition = 0; partition < 16; partition++)
        {
            var times = (await ingestion.Log().PartitionAsync(partition)).ConvertAll(record => record.LogTime.ToDateTimeOffset());
            foreach (var at in heads)
            {
                var head = (int)at.Heads[partition].Sequence;
                var asOf = at.AsOfTime.ToDateTimeOffset();
                Assert.All(times.Skip(head), time => Assert.True(time >= asOf, $"Logged at {time:O} after heads as of {asOf:O}."));
            }
        }
        await LogIsSoundAsync();
    }

    /// <summary>What an append of one event to each partition does, up to its commit.</summary>
    static async Task<NpgsqlTransaction> BeginAppendAsync(NpgsqlConnection connection, SuiteShop shop)
    {
        var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT pg_advisory_xact_lock(7106407);
            UPDATE heads SET sequence = sequence + 1, log_time = clock_timestamp();
            INSERT INTO events (partition, sequence, shop_id, log_time, depth, payload)
            SELECT partition, sequence, @shop, log_time, 0, @payload FROM heads
            """,
            connection, transaction)
        {
            Parameters = { new("shop", shop.ShopId), new("payload", Build.Event().ToByteArray()) },
        };
        await command.ExecuteNonQueryAsync();
        return transaction;
    }

    static async Task<long> CountWaitingAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM pg_locks WHERE NOT granted");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    async Task<RecordEventResponse> RecordAsync(SuiteShop shop, int replica) =>
        await ingestion.AsShop(shop, replica).RecordEventAsync(new RecordEventRequest { Event = Build.Event() });

    /// <summary>Sequences of every partition are 1, 2, 3 …, log times never decrease, and the heads are the last ones.</summary>
    async Task LogIsSoundAsync()
    {
        var heads = await ingestion.Log().HeadsAsync();
        for (var partition = 0; partition < 16; partition++)
        {
            var records = await ingestion.Log().PartitionAsync(partition);
            Assert.Equal(Enumerable.Range(1, records.Count).Select(i => (long)i), records.Select(record => record.Sequence));
            var times = records.ConvertAll(record => record.LogTime.ToDateTimeOffset());
            Assert.Equal(times.Order(), times);
            Assert.Equal(heads.Heads[partition].Sequence, records.Count);
        }
    }

    static Event Shared(int pair, int round, int i) => Build.Event(
        new Identifiers { UserId = $"user-{(round + i) % 25}", AnonymousId = $"cookie-{(round + i) % 25}" }, $"{pair}-{round}-{i}");
}
