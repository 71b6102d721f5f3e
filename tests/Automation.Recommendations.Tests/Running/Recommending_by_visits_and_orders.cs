using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.V1;
using Automation.Testing;
using Grpc.Core;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;
using static Automation.Recommendations.Tests.Running.RunningRecommendations;

namespace Automation.Recommendations.Tests.Running;

[Trait("kind", "stack")]
[Collection(RecommendationsCollection.Name)]
public sealed class Recommending_by_visits_and_orders(RunningRecommendations running)
{
    [Fact]
    public async Task A_visit_is_answered_by_visits_like_it_on_every_replica_with_the_reason_and_after_a_restart()
    {
        var shop = await running.Suite.CreateShopAsync();
        await PutAsync(shop, "tea", "pot", "mug", "sieve", "hat", "other");
        foreach (var who in new[] { "ann", "bob", "cid" })
            await HappenAsync(shop, who, Viewed("tea"), Viewed("pot"), Added("mug"), Viewed("never sold"));
        await HappenAsync(shop, "dan", Viewed("hat"), Viewed("other"));
        var (shopper, position) = await HappenAsync(shop, "eve", Viewed("tea"));

        await running.CaughtUpAsync();
        for (var round = 0; round < 2; round++)
        {
            foreach (var replica in new[] { 0, 1 })
            {
                var request = new RecommendRequest { Strategy = Strategy.NextItem, ShopperId = shopper, ProductCount = 4, MinPosition = position };
                var answer = await running.Recommendations(shop, replica).RecommendAsync(request);
                // What strangers' visits have besides is not the shop's, however often; popular fills up.
                Assert.Equal(
                    [("mug", Strategy.NextItem), ("pot", Strategy.NextItem)],
                    answer.Recommendations.Take(2).Select(Given).Order());
                Assert.All(answer.Recommendations.Skip(2), one => Assert.Equal(Strategy.Popular, one.Strategy));
                Assert.Equal(4, answer.Recommendations.Count);

                request.NoFallback = true;
                request.CartProductIds.Add("pot");
                Assert.Equal(["mug"], Ids(await running.Recommendations(shop, replica).RecommendAsync(request)));
                // As the caller knows it, whoever it is.
                var visit = new RecommendRequest { Strategy = Strategy.NextItem, SessionProductIds = { "hat" }, NoFallback = true };
                Assert.Equal(["other"], Ids(await running.Recommendations(shop, replica).RecommendAsync(visit)));
            }
            if (round == 0)
                await Task.WhenAll(running.Suite["recommendations", 0].RestartAsync(), running.Suite["recommendations", 1].RestartAsync());
        }
    }

    [Fact]
    public async Task What_two_shoppers_ordered_together_is_answered_unless_it_is_in_the_cart_or_was_ordered_or_is_sold_out()
    {
        var shop = await running.Suite.CreateShopAsync();
        await PutAsync(shop, "tea", "pot", "mug", "scam");
        await HappenAsync(shop, "ann", Buying("tea", "pot", "mug"));
        var (bob, _) = await HappenAsync(shop, "bob", Buying("tea", "pot", "mug"), Buying("tea", "mug"));
        for (var time = 0; time < 30; time++)
            await HappenAsync(shop, "stranger", Buying("tea", "scam", "never sold"));
        var (_, position) = await HappenAsync(shop, "cid", Buying("mug", "tea"));

        await running.CaughtUpAsync();
        var request = new RecommendRequest { Strategy = Strategy.BoughtTogether, ProductId = "tea", NoFallback = true, MinPosition = position };
        Assert.Equal(["mug", "pot"], Ids(await running.Recommendations(shop).RecommendAsync(request)));
        request.CartProductIds.Add("mug");
        Assert.Equal(["pot"], Ids(await running.Recommendations(shop).RecommendAsync(request)));
        request.CartProductIds.Clear();
        request.ShopperId = bob;
        request.ExcludeOrdered = true;
        Assert.Empty(Ids(await running.Recommendations(shop).RecommendAsync(request)));
        request.ExcludeOrdered = false;
        await running.Catalog(shop).UpsertProductsAsync(new()
        {
            RequestId = Guid.NewGuid().ToString(), Products = { Product("mug", "mug", 1, Availability.OutOfStock) },
        });
        Assert.Equal(["pot"], Ids(await running.Recommendations(shop).RecommendAsync(request)));
    }

    [Fact]
    public async Task Visits_of_one_shop_say_nothing_in_another_and_a_cold_start_says_that_it_is_one()
    {
        var (mine, theirs) = (await running.Suite.CreateShopAsync(), await running.Suite.CreateShopAsync());
        await PutAsync(mine, "tea", "pot");
        await PutAsync(theirs, "tea", "pot");
        foreach (var who in new[] { "ann", "bob" })
            await HappenAsync(theirs, who, Viewed("tea"), Viewed("pot"));
        var (_, position) = await HappenAsync(mine, "ann", Viewed("pot"));
        await running.CaughtUpAsync();
        var request = new RecommendRequest { Strategy = Strategy.ViewedTogether, ProductId = "tea", MinPosition = position };
        Assert.Equal([("pot", Strategy.Popular)], (await running.Recommendations(mine).RecommendAsync(request)).Recommendations.Select(Given));
        Assert.Equal([("pot", Strategy.ViewedTogether)], (await running.Recommendations(theirs).RecommendAsync(request)).Recommendations.Select(Given));
    }

    [Fact]
    public async Task A_wrong_question_is_told_which_field()
    {
        var shop = await running.Suite.CreateShopAsync();
        await WrongAsync("shopper_id", new() { ShopperId = "ann" });
        await WrongAsync("shopper_id", new() { ExcludeOrdered = true });
        await WrongAsync("product_id", new() { ProductId = new string('x', 101) });
        await WrongAsync("session_product_ids", new() { SessionProductIds = { Enumerable.Repeat("p", 51) } });
        await WrongAsync("cart_product_ids", new() { CartProductIds = { Enumerable.Repeat("p", 201) } });
        await WrongAsync("cart_product_ids", new() { CartProductIds = { "\0" } });

        async Task WrongAsync(string field, RecommendRequest request)
        {
            request.Strategy = Strategy.NextItem;
            var fault = await FaultAsync(StatusCode.InvalidArgument, () => running.Recommendations(shop).RecommendAsync(request).ResponseAsync);
            Assert.Equal(field, fault.Info.Metadata["field"]);
        }
    }

    async Task PutAsync(SuiteShop shop, params string[] ids) => await running.Catalog(shop).UpsertProductsAsync(
        new() { RequestId = Guid.NewGuid().ToString(), Products = { ids.Select(id => Product(id, id, 1)) } });

    async Task<(string ShopperId, LogPosition Position)> HappenAsync(SuiteShop shop, string who, params Event[] actions)
    {
        RecordEventResponse last = new();
        foreach (var action in actions)
            last = await running.AsShop(shop).RecordEventAsync(new() { Event = By(who, action) });
        return (last.ShopperId, last.Position);
    }

    static Event Buying(params string[] productIds)
    {
        var action = Ordered(productIds);
        action.OrderCompleted.OrderId = Guid.NewGuid().ToString();
        action.OrderCompleted.Total = Gbp(1);
        return action;
    }

    static (string, Strategy) Given(Recommendation one) => (one.Product.Product.ProductId, one.Strategy);

    static List<string> Ids(RecommendResponse answer) => [.. answer.Recommendations.Select(one => one.Product.Product.ProductId)];
}
