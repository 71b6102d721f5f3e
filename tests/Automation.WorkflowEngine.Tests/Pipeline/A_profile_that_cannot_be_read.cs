using Automation.Api.V1;
using Automation.WorkflowEngine.V1;
using Npgsql;

namespace Automation.WorkflowEngine.Tests.Pipeline;

[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class A_profile_that_cannot_be_read(EngineFixture engine)
{
    [Fact]
    public async Task Ends_the_run_that_needs_it_and_holds_up_no_other()
    {
        var shop = await engine.OpenShopAsync();
        var shoppers = new List<string>();
        for (var number = 0; number < 9; number++)
            shoppers.Add(await shop.RecordAsync($"user-{number}", A.Added($"cart-{number}")));
        var start = engine.Clock.Now;
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        await DamageAsync(shop.ShopId, shoppers[4]);

        await engine.PlayUntilAsync(start.AddHours(1));

        var failed = Assert.Single(await shop.ListRunsAsync(shoppers[4]));
        Assert.Equal((RunState.Failed, "INTERNAL"), (failed.State, failed.EndReason));
        foreach (var shopper in shoppers.Where(shopper => shopper != shoppers[4]))
            Assert.Equal(RunState.Sending, Assert.Single(await shop.ListRunsAsync(shopper)).State);
        var parked = await new ParkingService.ParkingServiceClient(engine.Suite.AsService("workflow-engine"))
            .ListParkedRecordsAsync(new ListParkedRecordsRequest { Follower = "workflow-engine" });
        Assert.Empty(parked.Records);
    }

    async Task DamageAsync(string shopId, string shopperId)
    {
        await using var database = NpgsqlDataSource.Create(engine.Suite.Databases["segmentation"]);
        await using var command = database.CreateCommand(
            "UPDATE segmentation.profiles SET state = decode('ffffff', 'hex') WHERE shop_id = $1 AND shopper_id = $2");
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = Guid.Parse(shopperId) });
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
