using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.Upserts;
using Automation.Recommendations.V1;
using Grpc.Core;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;
using static Automation.Recommendations.Tests.Running.RunningRecommendations;

namespace Automation.Recommendations.Tests.Running;

[Trait("kind", "stack")]
[Collection(RecommendationsCollection.Name)]
public sealed class Putting_products(RunningRecommendations running)
{
    [Fact]
    public async Task What_was_put_is_in_the_catalog_when_the_call_returns_on_any_replica()
    {
        var shop = await running.Suite.CreateShopAsync();
        var request = Request(Product("a", "A", 1), Product("ä/ß", "Umlaut", 2, Availability.OutOfStock));
        var put = await running.Catalog(shop).UpsertProductsAsync(request);
        Assert.Equal(request.Products, put.Products.Select(product => product.Product));
        Assert.All(put.Products, product => Assert.Equal(ProductSource.Catalog, product.Source));
        for (var replica = 0; replica < 2; replica++)
        {
            foreach (var product in put.Products)
            {
                var got = await running.Catalog(shop, replica).GetProductAsync(new() { ProductId = product.Product.ProductId });
                Assert.Equal(product, got.Product);
            }
        }
    }

    [Fact]
    public async Task Amounts_and_addresses_are_taken_as_events_are()
    {
        var shop = await running.Suite.CreateShopAsync();
        var product = Product("a", "A", 1);
        product.Price.CurrencyCode = "gbp ";
        product.ImageUrl = "//cdn.example.com/a.png";
        var put = Assert.Single((await running.Catalog(shop).UpsertProductsAsync(Request(product))).Products).Product;
        Assert.Equal("GBP", put.Price.CurrencyCode);
        Assert.Equal("https://cdn.example.com/a.png", put.ImageUrl);
        Assert.Equal(put, (await running.Catalog(shop).GetProductAsync(new() { ProductId = "a" })).Product.Product);
    }

    [Fact]
    public async Task A_repeated_request_gets_the_first_answer_and_puts_nothing_again()
    {
        var shop = await running.Suite.CreateShopAsync();
        var request = Request(Product("a", "First", 1));
        var first = await running.Catalog(shop).UpsertProductsAsync(request);
        await running.Catalog(shop).UpsertProductsAsync(Request(Product("a", "Second", 2)));

        Assert.Equal(first, await running.Catalog(shop, replica: 1).UpsertProductsAsync(request));
        Assert.Equal("Second", (await running.Catalog(shop).GetProductAsync(new() { ProductId = "a" })).Product.Product.Title);

        request.Products[0].Title = "Another";
        var fault = await FaultAsync(StatusCode.InvalidArgument, () => running.Catalog(shop).UpsertProductsAsync(request).ResponseAsync);
        Assert.Equal("request_id", fault.Info.Metadata["field"]);
    }

    [Fact]
    public async Task Requests_that_repeat_each_other_at_the_same_time_get_one_answer()
    {
        var shop = await running.Suite.CreateShopAsync();
        var request = Request(Product("a", "A", 1), Product("b", "B", 1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            running.Catalog(shop, number % 2).UpsertProductsAsync(request).ResponseAsync));
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task A_request_that_broke_off_half_way_is_completed_by_its_repetition()
    {
        var shop = await running.Suite.CreateShopAsync();
        var request = Request(Enumerable.Range(0, 20).Select(number => Product($"p{number}", "P", number)).ToArray());
        // As if recommendations had died after the first half.
        var half = request.Products.Take(10).Select(product => UpsertEvents.Of(Guid.Parse(request.RequestId), product));
        var recorded = await new IngestionService.IngestionServiceClient(running.Suite.AsService("ingestion", shop.ShopId))
            .BatchRecordEventsAsync(new() { Events = { half } });
        Assert.All(recorded.Outcomes, outcome => Assert.Equal(Outcome.Recorded, outcome));

        var put = await running.Catalog(shop).UpsertProductsAsync(request);
        Assert.Equal(request.Products, put.Products.Select(product => product.Product));
        var got = await running.Catalog(shop).BatchGetProductsAsync(new() { ProductIds = { request.Products.Select(product => product.ProductId) } });
        Assert.Equal(put.Products, got.Products);
    }

    [Fact]
    public async Task Five_hundred_large_products_take_more_than_one_batch_and_all_arrive()
    {
        var shop = await running.Suite.CreateShopAsync();
        var request = Request(Enumerable.Range(0, 500).Select(number =>
        {
            var product = Product($"p{number}", $"Product {number}", number);
            product.ProductUrl = "https://shop.example.com/" + new string('x', 2_000);
            return product;
        }).ToArray());
        Assert.InRange(request.CalculateSize(), 1_000_000, 4_000_000);
        var put = await running.Catalog(shop).UpsertProductsAsync(request);
        Assert.Equal(request.Products, put.Products.Select(product => product.Product));
    }

    [Fact]
    public async Task When_anything_is_wrong_all_of_it_is_told_and_nothing_is_put()
    {
        var shop = await running.Suite.CreateShopAsync();
        var request = Request(Product("good", "Good", 1), Product("", "", -1));
        request.RequestId = "1";
        var fault = await FaultAsync(StatusCode.InvalidArgument, () => running.Catalog(shop).UpsertProductsAsync(request).ResponseAsync);
        Assert.Equal("FIELD_INVALID", fault.Info.Reason);
        Assert.Equal(
            ["request_id", "products[1].product_id", "products[1].title", "products[1].price"],
            fault.Fields.FieldViolations.Select(violation => violation.Field));
        await running.CaughtUpAsync();
        var gone = await FaultAsync(StatusCode.NotFound, () => running.Catalog(shop).GetProductAsync(new() { ProductId = "good" }).ResponseAsync);
        Assert.Equal(("NOT_FOUND", "product", "good"), (gone.Info.Reason, gone.Info.Metadata["kind"], gone.Info.Metadata["id"]));
    }

    static UpsertProductsRequest Request(params Product[] products) =>
        new() { RequestId = Guid.NewGuid().ToString(), Products = { products } };
}
