using Automation.Commerce.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Tests.Pipeline;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Contents;

/// <summary>What the event that began a run said is in its row, and whichever replica is asked reads it there.</summary>
[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class What_a_message_is_about_for_real(EngineFixture engine)
{
    [Fact]
    public async Task A_shipment_is_known_at_the_check_and_a_cancelled_order_dropped()
    {
        var shop = await engine.OpenShopAsync(Told("order_fulfilled"));
        await shop.RecordAsync("anna", A.Order("o"), new Event { OrderFulfilled = new OrderFulfilled { OrderId = "o", TrackingUrl = "https://parcels.example/1" } });
        var message = await AskedForAsync(shop);
        Assert.Equal(("https://parcels.example/1", "mug"), (message.Content.Order.Shipment.TrackingUrl, Assert.Single(message.Content.Order.Lines).ProductId));
        foreach (var replica in new[] { 0, 1 })
            Assert.Equal(Verdict.Go, (await shop.CheckAsync(message, replica)).Verdict);

        await shop.RecordAsync("anna", new Event { OrderCancelled = new OrderCancelled { OrderId = "o" } });
        var verdict = await shop.CheckAsync(message);
        Assert.Equal((Verdict.Drop, RunReasons.OrderCancelled), (verdict.Verdict, verdict.Reason));
    }

    [Fact]
    public async Task A_product_is_known_at_the_check_until_it_is_bought()
    {
        var shop = await engine.OpenShopAsync(Told("product_added_to_wishlist"));
        await shop.RecordAsync("anna", new Event { ProductAddedToWishlist = new ProductAddedToWishlist { Product = A.Line("mug") } });
        var message = await AskedForAsync(shop);
        Assert.Equal("The mug", Assert.Single(message.Content.Products.Products).Title);
        Assert.Equal(Verdict.Go, (await shop.CheckAsync(message)).Verdict);

        await shop.RecordAsync("anna", A.Order("o"));
        var verdict = await shop.CheckAsync(message);
        Assert.Equal((Verdict.Drop, RunReasons.ProductsBought), (verdict.Verdict, verdict.Reason));
    }

    async Task<DispatchRecord> AskedForAsync(TestShop shop)
    {
        await engine.Suite.SettleAsync(engine.Clock.Now);
        return Assert.Single(await engine.DispatchesAsync(shop.ShopId));
    }

    static WorkflowDefinition Told(string trigger) => A.Definition($$"""
        {"displayName": "Told", "trigger": {"event": {"events": ["{{trigger}}"]} }, "reentry": {"shopper": {} },
         "steps": [{"stepId": "tell", "send": {"channel": "CHANNEL_EMAIL", "templateId": "any", "purpose": "PURPOSE_TRANSACTIONAL"} }]}
        """);
}
