using Automation.Ingestion.V1;
using Automation.Testing;
using Grpc.Core;
using Npgsql;

namespace Automation.Ingestion.Tests.Failing;

[Trait("kind", "fault")]
[Collection(IngestionCollection.Name)]
public sealed class Failing_to_append(RunningIngestion ingestion)
{
    /// <summary>A constraint that ingestion knows nothing of stands for events that PostgreSQL will not take.</summary>
    [Fact]
    public async Task One_calls_bad_event_does_not_fail_the_calls_that_were_grouped_with_it()
    {
        var good = await ingestion.ShopAsync();
        var bad = await ingestion.ShopAsync();
        await using var connection = new NpgsqlConnection($"{ingestion.Suite.Databases["ingestion"]};Search Path=ingestion");
        await connection.OpenAsync();
        await ExecuteAsync(connection, $"ALTER TABLE events ADD CONSTRAINT bad CHECK (shop_id <> '{bad.ShopId}')");
        var keysBefore = await CountAsync("SELECT count(*) FROM event_keys");

        // While somebody else holds the log's lock, the first call waits and the others gather behind it.
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, "SELECT pg_advisory_xact_lock(7106407)");
        var calls = Enumerable.Range(0, 40).Select(i => RecordAsync(i == 20 ? bad : good)).ToList();
        await Eventually.TrueAsync("an append waits for the lock", async () => await CountAsync(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") > 0);
        await transaction.RollbackAsync();

        for (var i = 0; i < calls.Count; i++)
        {
            if (i == 20)
                Assert.Equal(new Refusal(StatusCode.Internal, "INTERNAL", ""), await Refusal.OfAsync(() => calls[20]));
            else
                Assert.Equal(Outcome.Recorded, (await calls[i]).Outcome);
        }
        await ExecuteAsync(connection, "ALTER TABLE events DROP CONSTRAINT bad");
        Assert.Equal(39, (await ingestion.Log().ShopAsync(good.ShopId)).Count);
        Assert.Empty(await ingestion.Log().ShopAsync(bad.ShopId));
        Assert.Equal(39, await CountAsync("SELECT count(*) FROM event_keys") - keysBefore);
        Assert.Equal(0, await CountAsync(
            "SELECT count(*) FROM heads WHERE sequence <> (SELECT count(*) FROM events WHERE events.partition = heads.partition)"));
    }

    async Task<RecordEventResponse> RecordAsync(SuiteShop shop) =>
        await ingestion.AsShop(shop).RecordEventAsync(new RecordEventRequest { Event = Build.Event() });

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    async Task<long> CountAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{ingestion.Suite.Databases["ingestion"]};Search Path=ingestion");
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync());
    }
}
