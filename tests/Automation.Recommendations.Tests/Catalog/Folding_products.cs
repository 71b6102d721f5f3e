using Automation.Commerce.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Popularity;
using Automation.Recommendations.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;
using Interest = Automation.Recommendations.Popularity.Interest;

namespace Automation.Recommendations.Tests.Catalog;

public sealed class Folding_products
{
    [Fact]
    public void A_product_of_the_shop_is_answered_as_the_shop_said()
    {
        var fold = Fold(Viewed("p", "seen", 9, "http://i/1"), Upserted("p", "Mug", 5), Viewed("p", "seen later", 8, "http://i/2"));
        Assert.Equal(
            new CatalogProduct { Product = Product("p", "Mug", 5), Source = ProductSource.Catalog, UpdateTime = TimeOf(2) },
            Answer(fold, "p"));
    }

    [Fact]
    public void A_product_that_only_shoppers_told_of_is_put_together_from_the_latest_of_each_piece()
    {
        var fold = Fold(Viewed("p", "Mug", 9), Viewed("p", image: "http://i/1"), Viewed("p", "Big mug"), Viewed("q"));
        Assert.Equal(
            new CatalogProduct
            {
                Product = new Product { ProductId = "p", Title = "Big mug", Price = Gbp(9), ImageUrl = "http://i/1" },
                Source = ProductSource.Observed,
                UpdateTime = TimeOf(3),
            },
            Answer(fold, "p"));
        Assert.Null(Answer(fold, "q"));
    }

    [Fact]
    public void A_deleted_product_is_gone_whatever_shoppers_still_see_until_the_shop_has_it_again()
    {
        var fold = Fold(Upserted("p", "Mug", 5), Deleted("p"), Viewed("p", "Mug", 5));
        Assert.Null(Answer(fold, "p"));
        Assert.Equal("Mug again", Answer(Fold(Deleted("p"), Upserted("p", "Mug again", 5)), "p")!.Product.Title);
    }

    [Fact]
    public void Every_line_of_a_cart_a_checkout_and_an_order_tells_of_its_product_but_news_of_an_old_order_does_not()
    {
        var fold = Fold(
            new Event { CartUpdated = new() { CartId = "c", Lines = { Line("a", "A"), Line("b", "B") } } },
            new Event { CheckoutStarted = new() { CartId = "c", Lines = { Line("d", "D") } } },
            new Event { OrderCompleted = new() { OrderId = "o", Lines = { Line("e", "E") } } },
            new Event { ProductAddedToWishlist = new() { Product = Line("f", "F") } },
            new Event { StockNoticeRequested = new() { Product = Line("i", "I") } },
            new Event { OrderUpdated = new() { OrderId = "o", Lines = { Line("g", "G") } } },
            new Event { ProductRemoved = new() { CartId = "c", Product = Line("h", "H") } });
        Assert.Equal(["a", "b", "d", "e", "f", "i"], fold.Products.Keys.Select(key => key.ProductId));
    }

    [Fact]
    public void Who_wanted_what_by_how_is_kept_with_the_last_day_of_the_log()
    {
        var fold = new CatalogFold();
        var midnight = new DateTimeOffset(2026, 11, 3, 0, 0, 0, TimeSpan.Zero);
        var (ann, bob) = (Guid.NewGuid(), Guid.NewGuid());
        fold.Apply(At(midnight.AddTicks(-10), 0, 1, Viewed("p"), shopperId: ann));
        fold.Apply(At(midnight.AddTicks(-10), 0, 2, Added("p"), shopperId: ann));
        fold.Apply(At(midnight, 0, 3, Viewed("p"), shopperId: ann));
        fold.Apply(At(midnight, 0, 4, Ordered("p", "p", "q"), shopperId: bob));
        fold.Apply(At(midnight, 0, 5, Ordered("p"), "other", bob));
        var nobodys = At(midnight, 0, 6, Viewed("p"));
        nobodys.ShopperId = "";
        fold.Apply(nobodys);
        var (first, second) = (new DateOnly(2026, 11, 2), new DateOnly(2026, 11, 3));
        Assert.Equal(
            new Dictionary<InterestKey, Interest>
            {
                [new(0, "shop", ann, "p")] = new(Viewed: second, Added: first) { ViewedBefore = first },
                [new(0, "shop", bob, "p")] = new(Ordered: second),
                [new(0, "shop", bob, "q")] = new(Ordered: second),
                [new(0, "other", bob, "p")] = new(Ordered: second),
            },
            fold.Interests);
    }

    [Fact]
    public void A_stamp_survives_as_bytes_and_bytes_compare_as_stamps_do()
    {
        Stamp[] inOrder =
        [
            new(0, 0, 0), new(1, 15, long.MaxValue), new(2, 0, 0), new(2, 0, 256), new(2, 1, 1), new(255, 0, 0), new(256, 0, 0),
            new(long.MaxValue, 15, long.MaxValue),
        ];
        foreach (var (former, next) in inOrder.Zip(inOrder.Skip(1)))
        {
            Assert.True(former.CompareTo(next) < 0);
            Assert.True(former.ToBytes().AsSpan().SequenceCompareTo(next.ToBytes()) < 0);
            Assert.Equal(next, Stamp.FromBytes(next.ToBytes()));
        }
        var logged = At(Noon.AddTicks(10), 3, 4, Viewed("p"));
        Assert.Equal(logged.LogTime, Stamp.Of(logged).ToLogTime());
    }

    [Fact]
    public void A_control_record_says_nothing_of_products()
    {
        var fold = new CatalogFold();
        fold.Apply(new LoggedEvent { Partition = 3, Sequence = 1, ShopId = "shop", Control = new ControlRecord() });
        Assert.Empty(fold.Products);
        Assert.Empty(fold.Interests);
    }

    static CatalogFold Fold(params Event[] actions)
    {
        var fold = new CatalogFold();
        foreach (var (index, action) in actions.Index())
            fold.Apply(At(Noon.AddMinutes(index + 1), 0, index + 1, action));
        return fold;
    }

    static CatalogProduct? Answer(CatalogFold fold, string productId) =>
        fold.Products.GetValueOrDefault(new ProductKey("shop", productId))?.ToCatalogProduct(productId);

    static Timestamp TimeOf(int number) => Noon.AddMinutes(number).ToTimestamp();
}
