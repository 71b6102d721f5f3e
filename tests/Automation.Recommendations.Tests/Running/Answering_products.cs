using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.Testing;
using Grpc.Core;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;
using static Automation.Recommendations.Tests.Running.RunningRecommendations;

namespace Automation.Recommendations.Tests.Running;

[Trait("kind", "stack")]
[Collection(RecommendationsCollection.Name)]
public sealed class Answering_products(RunningRecommendations running)
{
    [Fact]
    public async Task What_a_shopper_saw_is_known_at_the_position_of_the_event_until_the_shop_says_more()
    {
        var shop = await running.Suite.CreateShopAsync();
        var seen = await running.AsShop(shop).RecordEventAsync(new() { Event = By("ann", Viewed("p", "Mug", 5, "https://i/1")) });
        var observed = (await running.Catalog(shop).GetProductAsync(new() { ProductId = "p", MinPosition = seen.Position })).Product;
        Assert.Equal(ProductSource.Observed, observed.Source);
        Assert.Equal(new Product { ProductId = "p", Title = "Mug", Price = Gbp(5), ImageUrl = "https://i/1" }, observed.Product);

        await PutAsync(shop, Product("p", "The mug", 6));
        var again = await running.AsShop(shop).RecordEventAsync(new() { Event = By("ann", Viewed("p", "Mug", 5)) });
        var told = (await running.Catalog(shop).GetProductAsync(new() { ProductId = "p", MinPosition = again.Position })).Product;
        Assert.Equal((ProductSource.Catalog, "The mug"), (told.Source, told.Product.Title));

        var deleted = await running.AsShop(shop).RecordEventAsync(new() { Event = Deletion("p") });
        await FaultAsync(
            StatusCode.NotFound, () => running.Catalog(shop).GetProductAsync(new() { ProductId = "p", MinPosition = deleted.Position }).ResponseAsync);

    }

    [Fact]
    public async Task What_the_shop_no_longer_sells_is_told_from_what_it_never_had()
    {
        var shop = await running.Suite.CreateShopAsync();
        await PutAsync(shop, Product("kept", "K", 1), Product("gone", "G", 1), Product("back", "B", 1));
        var request = new BatchGetProductsRequest { ProductIds = { "gone", "never", "kept", "back", "only deleted", "seen" } };
        foreach (var productId in new[] { "back", "only deleted", "gone" })
            request.MinPositions.Add((await running.AsShop(shop).RecordEventAsync(new() { Event = Deletion(productId) })).Position);
        // What shoppers still do with it does not bring it back.
        foreach (var productId in new[] { "gone", "seen" })
            request.MinPositions.Add((await running.AsShop(shop).RecordEventAsync(new() { Event = By("ann", Viewed(productId, "V", 5)) })).Position);
        await PutAsync(shop, Product("back", "B", 1));
        List<LogPosition> latest = [.. request.MinPositions.GroupBy(position => position.Partition).Select(group => group.MaxBy(position => position.Sequence)!)];
        request.MinPositions.Clear();
        request.MinPositions.AddRange(latest);
        foreach (var replica in new[] { 0, 1 })
        {
            var answer = await running.Catalog(shop, replica).BatchGetProductsAsync(request);
            Assert.Equal(["kept", "back", "seen"], answer.Products.Select(product => product.Product.ProductId));
            Assert.Equal(["gone", "only deleted"], answer.DeletedProductIds);
        }
    }

    [Fact]
    public async Task Shops_are_walls()
    {
        var mine = await running.Suite.CreateShopAsync();
        var theirs = await running.Suite.CreateShopAsync();
        await PutAsync(mine, Product("p", "Mine", 1));
        await running.AsShop(mine).RecordEventAsync(new() { Event = By("ann", Ordering("p")) });
        await running.CaughtUpAsync();
        Assert.Equal(["p"], await PopularAsync(mine));

        await FaultAsync(StatusCode.NotFound, () => running.Catalog(theirs).GetProductAsync(new() { ProductId = "p" }).ResponseAsync);
        Assert.Empty((await running.Catalog(theirs).BatchGetProductsAsync(new() { ProductIds = { "p" } })).Products);
        Assert.Empty(await PopularAsync(theirs));
        await PutAsync(theirs, Product("p", "Theirs", 2));
        Assert.Equal("Mine", (await running.Catalog(mine).GetProductAsync(new() { ProductId = "p" })).Product.Product.Title);
        var nobody = new CatalogService.CatalogServiceClient(running.Suite.AsNobody("recommendations"));
        await FaultAsync(StatusCode.Unauthenticated, () => nobody.GetProductAsync(new() { ProductId = "p" }).ResponseAsync);
    }

    [Fact]
    public async Task Popular_is_what_many_bought_put_into_carts_and_looked_at_and_can_be_bought_now()
    {
        var shop = await running.Suite.CreateShopAsync();
        await PutAsync(shop, Product("bought", "B", 1), Product("carted", "C", 1), Product("seen", "S", 1), Product("gone", "G", 1));
        var client = running.AsShop(shop);
        LogPosition last = null!;
        foreach (var action in new[]
        {
            By("ann", Ordering("bought", "gone")), By("bob", Ordering("gone")), By("bob", Added("carted")), By("cid", Viewed("seen")),
        })
        {
            last = (await client.RecordEventAsync(new() { Event = action })).Position;
        }
        await running.CaughtUpAsync();
        Assert.Equal(["gone", "bought", "carted", "seen"], await PopularAsync(shop));
        Assert.Equal(["gone", "carted"], await PopularAsync(shop, count: 2, exclude: "bought"));

        await PutAsync(shop, Product("gone", "G", 1, Availability.OutOfStock));
        Assert.Equal(["bought", "carted", "seen"], await PopularAsync(shop));
        var answer = await running.Recommendations(shop).RecommendAsync(new() { Strategy = Strategy.Popular, MinPosition = last });
        Assert.Equal([20, 5, 1], answer.Recommendations.Select(one => one.Score));
        Assert.Equal(Product("bought", "B", 1), answer.Recommendations[0].Product.Product);

        running.Suite.Clock!.MoveBy(TimeSpan.FromDays(7));
        answer = await running.Recommendations(shop).RecommendAsync(new() { Strategy = Strategy.Popular });
        Assert.Equal([10, 2.5, 0.5], answer.Recommendations.Select(one => one.Score));
        running.Suite.Clock!.MoveBy(TimeSpan.FromDays(30));
        Assert.Empty(await PopularAsync(shop));
    }

    [Fact]
    public async Task A_stranger_brings_no_product_and_no_address_into_a_suggestion()
    {
        var shop = await running.Suite.CreateShopAsync();
        var storefront = $"https://{shop.ShopId}.example";
        Product at(string id, string url)
        {
            var product = Product(id, id, 1);
            product.ProductUrl = url;
            return product;
        }
        await PutAsync(
            shop, at("liked", $"{storefront}/liked"), at("alone", $"https://www.{shop.ShopId}.example/alone"),
            at("abroad", "https://elsewhere.example/abroad"), at("looks", $"https://{shop.ShopId}.example.elsewhere.example/"));
        var client = running.AsShop(shop);
        var stranger = Enumerable.Range(0, 60).Select(number =>
        {
            var action = Added(number % 2 == 0 ? "never sold" : "alone");
            action.ProductAdded.Product.Title = "Buy here";
            action.ProductAdded.Product.UnitPrice = Gbp(1);
            action.ProductAdded.Product.ProductUrl = "https://elsewhere.example/";
            return By("stranger", action);
        });
        Assert.Empty((await client.BatchRecordEventsAsync(new() { Events = { stranger } })).Rejections);
        var buyers = new[] { By("ann", Added("liked")), By("bob", Added("liked")), By("ann", Viewed("abroad")), By("ann", Viewed("looks")) };
        Assert.Empty((await client.BatchRecordEventsAsync(new() { Events = { buyers } })).Rejections);
        await running.CaughtUpAsync();

        var answer = await running.Recommendations(shop).RecommendAsync(new() { Strategy = Strategy.Popular });
        Assert.Equal(
            [
                ("liked", $"{storefront}/liked", 10d), ("alone", $"https://www.{shop.ShopId}.example/alone", 5d),
                ("abroad", "", 1d), ("looks", "", 1d),
            ],
            answer.Recommendations.Select(one => (one.Product.Product.ProductId, one.Product.Product.ProductUrl, one.Score)));
        // It is known still, as what it is.
        Assert.Equal(ProductSource.Observed, (await running.Catalog(shop).GetProductAsync(new() { ProductId = "never sold" })).Product.Source);
    }

    [Fact]
    public async Task A_wrong_question_is_told_which_field()
    {
        var shop = await running.Suite.CreateShopAsync();
        var (catalog, recommendations) = (running.Catalog(shop), running.Recommendations(shop));
        await WrongAsync("product_id", () => catalog.GetProductAsync(new()).ResponseAsync);
        await WrongAsync("product_id", () => catalog.GetProductAsync(new() { ProductId = new string('x', 101) }).ResponseAsync);
        await WrongAsync("product_id", () => catalog.GetProductAsync(new() { ProductId = "\0" }).ResponseAsync);
        await WrongAsync("min_position.partition", () => catalog.GetProductAsync(new() { ProductId = "p", MinPosition = new() { Partition = -1 } }).ResponseAsync);
        await WrongAsync("product_ids", () => catalog.BatchGetProductsAsync(new()).ResponseAsync);
        await WrongAsync("product_ids", () => catalog.BatchGetProductsAsync(new() { ProductIds = { Enumerable.Repeat("p", 501) } }).ResponseAsync);
        await WrongAsync("product_ids[1]", () => catalog.BatchGetProductsAsync(new() { ProductIds = { "p", "" } }).ResponseAsync);
        await WrongAsync("strategy", () => recommendations.RecommendAsync(new()).ResponseAsync);
        await WrongAsync("strategy", () => recommendations.RecommendAsync(new() { Strategy = (Strategy)77 }).ResponseAsync);
        await WrongAsync("product_count", () => recommendations.RecommendAsync(new() { Strategy = Strategy.Popular, ProductCount = -1 }).ResponseAsync);
        await WrongAsync("exclude_product_ids", () => recommendations.RecommendAsync(
            new() { Strategy = Strategy.Popular, ExcludeProductIds = { Enumerable.Repeat("p", 201) } }).ResponseAsync);

        static async Task WrongAsync(string field, Func<Task> call) =>
            Assert.Equal(field, (await FaultAsync(StatusCode.InvalidArgument, call)).Info.Metadata["field"]);
    }

    async Task PutAsync(SuiteShop shop, params Product[] products) => await running.Catalog(shop).UpsertProductsAsync(
        new() { RequestId = Guid.NewGuid().ToString(), Products = { products } });

    async Task<List<string>> PopularAsync(SuiteShop shop, int count = 0, params string[] exclude)
    {
        var request = new RecommendRequest { Strategy = Strategy.Popular, ProductCount = count, ExcludeProductIds = { exclude } };
        return (await running.Recommendations(shop).RecommendAsync(request)).Recommendations
            .Select(one => one.Product.Product.ProductId).ToList();
    }

    static Event Deletion(string productId)
    {
        var action = Deleted(productId);
        action.EventId = Guid.NewGuid().ToString();
        return action;
    }

    static Event Ordering(params string[] productIds)
    {
        var action = Ordered(productIds);
        action.OrderCompleted.OrderId = Guid.NewGuid().ToString();
        action.OrderCompleted.Total = Gbp(1);
        return action;
    }
}
