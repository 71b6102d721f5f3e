using Automation.Recommendations.Upserts;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;

namespace Automation.Recommendations.Tests.Upserts;

public sealed class Making_events_of_products
{
    [Fact]
    public void An_event_id_follows_from_request_and_product_alone_and_is_one_that_ingestion_takes()
    {
        var request = Guid.NewGuid();
        var once = UpsertEvents.Of(request, Product("größe 38", "A", 1)).EventId;
        Assert.Equal(once, UpsertEvents.Of(request, Product("größe 38", "B", 2)).EventId);
        Assert.NotEqual(once, UpsertEvents.Of(request, Product("größe 39", "A", 1)).EventId);
        Assert.NotEqual(once, UpsertEvents.Of(Guid.NewGuid(), Product("größe 38", "A", 1)).EventId);
        Assert.InRange(once.Length, 1, 100);
        Assert.DoesNotContain(once, character => character is < '!' or > '~');
    }

    [Fact]
    public void Batches_keep_the_order_and_stay_within_500_events_and_512000_bytes()
    {
        var request = Guid.NewGuid();
        var products = Enumerable.Range(0, 700).Select(number =>
        {
            var product = Product($"p{number}", "P", 1);
            // The first hundred are large, the others small.
            product.ProductUrl = "https://x/" + new string('x', number < 100 ? 20_000 : 10);
            return product;
        });
        var batches = UpsertEvents.Batches(products.Select(product => UpsertEvents.Of(request, product))).ToList();
        Assert.Equal(
            Enumerable.Range(0, 700).Select(number => $"p{number}"),
            batches.SelectMany(batch => batch.Events).Select(action => action.ProductUpserted.Product.ProductId));
        Assert.All(batches, batch =>
        {
            Assert.InRange(batch.Events.Count, 1, 500);
            Assert.InRange(batch.CalculateSize(), 1, 512_000);
        });
        Assert.InRange(batches.Count, 5, 7);
    }
}
