using System.Diagnostics;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.WorkflowEngine.V1;
using Npgsql;

namespace Automation.WorkflowEngine.Tests.Pipeline;

[Trait("kind", "fault")]
[Collection(EngineProcesses.Name)]
public sealed class Thousands_due_at_once(EngineFixture engine)
{
    const int Carts = 2_000;

    [Fact]
    public async Task Fire_in_batches_and_each_once()
    {
        var shop = await engine.OpenShopAsync();
        var ingestion = new IngestionService.IngestionServiceClient(engine.Suite.AsShop("ingestion", shop.Shop));
        foreach (var chunk in Enumerable.Range(0, Carts).Chunk(500))
        {
            var request = new BatchRecordEventsRequest();
            foreach (var number in chunk)
            {
                var added = A.Added($"cart-{number}");
                added.EventId = Guid.NewGuid().ToString();
                added.Identifiers = new Identifiers { UserId = $"crowd-{number}" };
                request.Events.Add(added);
            }
            Assert.All((await ingestion.BatchRecordEventsAsync(request)).Outcomes, outcome => Assert.Equal(Outcome.Recorded, outcome));
        }
        var start = engine.Clock.Now;
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));

        var took = Stopwatch.StartNew();
        await engine.PlayUntilAsync(start.AddHours(1));
        Assert.True(took.Elapsed < TimeSpan.FromSeconds(60), $"{Carts} timers took {took.Elapsed}");
        var carts = (await engine.DispatchesAsync(shop.ShopId)).Select(message => message.Content.Cart.CartId).ToList();
        Assert.Equal(Carts, carts.Count);
        Assert.Equal(Carts, carts.Distinct().Count());

        // The ledger and the log say the same.
        await using var database = NpgsqlDataSource.Create(engine.Suite.Databases["workflow-engine"]);
        await using var command = database.CreateCommand(
            """
            SELECT count(*) FROM workflow_engine.effects e JOIN workflow_engine.runs r USING (run_id, message_id)
            WHERE r.shop_id = $1 AND e.outcome IS NULL AND r.state = $2
            """);
        command.Parameters.Add(new() { Value = shop.ShopId });
        command.Parameters.Add(new() { Value = (short)RunState.Sending });
        Assert.Equal((long)Carts, await command.ExecuteScalarAsync());
    }
}
