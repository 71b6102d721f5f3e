using System.Diagnostics;
using Automation.Api.V1;
using Automation.WorkflowEngine.V1;
using Npgsql;

namespace Automation.WorkflowEngine.Tests.Pipeline;

[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class A_row_that_is_damaged(EngineFixture engine)
{
    [Theory]
    // No list of counts; a step that there is not; no state; one that has no timer.
    [InlineData("visits = '1,x'")]
    [InlineData("step = 99")]
    [InlineData("step = -1")]
    [InlineData("state = 9")]
    [InlineData("state = 2")]
    public async Task Fails_its_run_and_holds_up_no_other(string damage)
    {
        var shop = await engine.OpenShopAsync();
        var shoppers = new List<string>();
        for (var number = 0; number < 9; number++)
            shoppers.Add(await shop.RecordAsync($"user-{number}", A.Added($"cart-{number}")));
        var start = engine.Clock.Now;
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        await DamageAsync($"UPDATE workflow_engine.runs SET {damage} WHERE shop_id = $1 AND shopper_id = '{shoppers[4]}'", shop.ShopId);
        // A replica that another test restarted takes its share over first.
        for (var since = Stopwatch.StartNew(); since.Elapsed < TimeSpan.FromSeconds(30) && await ReplicasWithTheirShareAsync() < 2;)
            await Task.Delay(100);
        var epochs = await EpochsAsync();

        await engine.PlayUntilAsync(start.AddHours(1));

        var failed = Assert.Single(await shop.ListRunsAsync(shoppers[4]));
        Assert.Equal((RunState.Failed, "INTERNAL"), (failed.State, failed.EndReason));
        foreach (var shopper in shoppers.Where(shopper => shopper != shoppers[4]))
            Assert.Equal(RunState.Sending, Assert.Single(await shop.ListRunsAsync(shopper)).State);
        await AssertNoneParkedAsync();
        // No batch failed for it.
        Assert.Equal(epochs, await EpochsAsync());
    }

    [Fact]
    public async Task Of_a_workflow_fails_its_runs_and_no_other_shops()
    {
        var shop = await engine.OpenShopAsync();
        var shopper = await shop.RecordAsync("ann", A.Added("cart"));
        var start = engine.Clock.Now;
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        await DamageAsync("UPDATE workflow_engine.workflow_versions SET definition = '\\xffffff' WHERE shop_id = $1", shop.ShopId);
        // Whoever activates makes every replica look at all of them again; who starts now has compiled none.
        await engine.Suite["workflow-engine", 1].RestartAsync();
        var other = await engine.OpenShopAsync();
        var others = await other.RecordAsync("bob", A.Added("cart"));

        await engine.PlayUntilAsync(start.AddHours(2));

        Assert.Equal(RunState.Sending, Assert.Single(await other.ListRunsAsync(others)).State);
        // The replica that had it compiled goes on with it.
        var run = Assert.Single(await shop.ListRunsAsync(shopper));
        Assert.True(run is { State: RunState.Sending } or { State: RunState.Failed, EndReason: "DEFINITION_INVALID" }, run.ToString());
        await AssertNoneParkedAsync();
    }

    async Task AssertNoneParkedAsync() => Assert.Empty((await new ParkingService.ParkingServiceClient(engine.Suite.AsService("workflow-engine"))
        .ListParkedRecordsAsync(new ListParkedRecordsRequest { Follower = "workflow-engine" })).Records);

    async Task DamageAsync(string sql, string shopId)
    {
        await using var database = NpgsqlDataSource.Create(engine.Suite.Databases["workflow-engine"]);
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = shopId });
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    Task<long> EpochsAsync() => CountAsync("SELECT sum(epoch)::bigint FROM workflow_engine.follower_positions");

    // Partitions are locks below 1,000, see PartitionOwnership.
    Task<long> ReplicasWithTheirShareAsync() => CountAsync(
        """
        SELECT count(*) FROM (
            SELECT FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND objid < 1000
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            GROUP BY pid HAVING count(*) = 8) AS replica
        """);

    async Task<long> CountAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(engine.Suite.Databases["workflow-engine"]);
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
