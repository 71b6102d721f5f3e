using Automation.ChannelDelivery.Peers;
using Automation.ChannelDelivery.Rendering;
using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.WorkflowEngine.V1;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Rendering;

public sealed class Rendering_a_reminder
{
    static readonly TemplateStore Templates = new();
    static readonly Uri Recover = new("https://go.example.com/r/TOKEN");
    static readonly Uri Unsubscribe = new("https://go.example.com/u/TOKEN");

    [Theory]
    [InlineData("full")]
    [InlineData("bare")]
    public void It_looks_as_it_was_agreed(string name)
    {
        var text = Templates.Render("abandoned-cart", name == "full" ? Full() : Bare());
        AssertGolden($"{name}.subject.txt", text.Subject + "\n");
        AssertGolden($"{name}.txt", text.Text);
        AssertGolden($"{name}.html", text.Html);
    }

    [Fact]
    public void What_shoppers_and_shops_wrote_is_text_and_never_markup()
    {
        var cart = new MessageCart { CartId = "c", Lines = { Samples.Line("p", "<script>alert(1)</script> & \"co\"", 1, 1, 0) }, Coupon = "<b>" };
        var shop = Samples.Shop();
        shop.DisplayName = "<i>Evil</i>\r\nBcc: eve@evil.example";
        var text = Render(CartViews.Build(shop, cart, NoProducts, [], Recover, Unsubscribe));
        Assert.DoesNotContain("<script", text.Html);
        Assert.DoesNotContain("<b>", text.Html);
        Assert.DoesNotContain("<i>", text.Html);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;", text.Html);
        Assert.Contains("<script>alert(1)</script> & \"co\"", text.Text);
        Assert.DoesNotContain('\n', text.Subject);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("/relative.png")]
    [InlineData("")]
    public void An_image_that_is_not_on_the_web_is_left_out(string url)
    {
        var line = Samples.Line("p", "T", 1, 1, 0);
        line.ImageUrl = url;
        var view = CartViews.Build(Samples.Shop(), new MessageCart { Lines = { line } }, NoProducts, [], Recover, null);
        Assert.Null(Assert.Single(view.Lines).ImageUrl);
        Assert.DoesNotContain("<img", Render(view).Html);
    }

    [Fact]
    public void A_line_of_which_nothing_is_known_still_shows_something()
    {
        var cart = new MessageCart { Lines = { new LineItem { ProductId = "p-1", Quantity = 2 } } };
        var line = Assert.Single(CartViews.Build(Samples.Shop(), cart, NoProducts, [], Recover, null).Lines);
        Assert.Equal(("p-1", "2", null, null), (line.Title, line.Quantity, line.UnitPrice, line.LineTotal));
    }

    [Fact]
    public void The_shops_own_word_on_a_product_is_shown_and_a_higher_former_price_struck_out()
    {
        var products = new Dictionary<string, CatalogProduct>
        {
            ["85123A"] = new() { Source = ProductSource.Catalog, Product = new Product { ProductId = "85123A", Title = "Heart", Price = Samples.Pounds(2), ImageUrl = "https://img.example.com/h.png" } },
            ["22423"] = new() { Source = ProductSource.Catalog, Product = new Product { ProductId = "22423", Title = "Cakestand", Price = Samples.Pounds(15) } },
        };
        var view = CartViews.Build(Samples.Shop(), Samples.Content().Cart, products, [], Recover, null);
        Assert.Equal(("Heart", "£2.00", "£2.55", "£12.00"), (view.Lines[0].Title, view.Lines[0].UnitPrice, view.Lines[0].FormerPrice, view.Lines[0].LineTotal));
        Assert.Equal(("£15.00", null), (view.Lines[1].UnitPrice, view.Lines[1].FormerPrice));
        Assert.Equal("£27.00", view.Total);
    }

    [Fact]
    public void What_other_shoppers_were_shown_does_not_replace_what_this_one_was_shown()
    {
        var products = new Dictionary<string, CatalogProduct>
        {
            ["85123A"] = new() { Source = ProductSource.Observed, Product = new Product { ProductId = "85123A", Title = "HEART OLD", Price = Samples.Pounds(9) } },
        };
        var line = CartViews.Build(Samples.Shop(), Samples.Content().Cart, products, [], Recover, null).Lines[0];
        Assert.Equal(("WHITE HANGING HEART", "£2.55"), (line.Title, line.UnitPrice));
    }

    [Fact]
    public void Amounts_of_two_currencies_have_no_total_and_a_catalog_price_of_another_one_is_not_mixed_in()
    {
        var cart = Samples.Content().Cart;
        cart.Lines[1].UnitPrice = new Money { CurrencyCode = "EUR", Units = 5 };
        var products = new Dictionary<string, CatalogProduct>
        {
            ["85123A"] = new() { Source = ProductSource.Catalog, Product = new Product { ProductId = "85123A", Price = new Money { CurrencyCode = "USD", Units = 1 } } },
        };
        var view = CartViews.Build(Samples.Shop(), cart, products, [], Recover, null);
        Assert.Null(view.Total);
        Assert.Equal(("£2.55", "€5.00"), (view.Lines[0].UnitPrice, view.Lines[1].UnitPrice));
    }

    [Theory]
    [InlineData("GBP", 1234, 500_000_000, "£1,234.50")]
    [InlineData("JPY", 1200, 0, "¥1,200")]
    [InlineData("KWD", 1, 5_000_000, "1.005 KWD")]
    [InlineData("CHF", 0, 50_000_000, "0.05 CHF")]
    public void Amounts_have_the_decimals_of_their_currency(string currency, long units, int nanos, string expected) =>
        Assert.Equal(expected, MoneyText.Format(new Money { CurrencyCode = currency, Units = units, Nanos = nanos }));

    [Fact]
    public void The_catalog_overrides_no_line_that_names_a_variant()
    {
        var lines = new[] { Samples.Line("shirt", "Shirt XL gold", 1, 25, 0), Samples.Line("shirt", "Shirt S", 1, 10, 0), Samples.Line("shirt", "Shirt", 1, 12, 0) };
        (lines[0].VariantId, lines[1].VariantId) = ("xl-gold", "s");
        var products = Catalog(Product("shirt", "Shirt as in the catalog", 10));
        var view = CartViews.Build(Samples.Shop(), new MessageCart { Lines = { lines } }, products, [], Recover, null);
        Assert.Equal(
            [("Shirt XL gold", "£25.00", null), ("Shirt S", "£10.00", null), ("Shirt as in the catalog", "£10.00", "£12.00")],
            view.Lines.Select(line => (line.Title, line.UnitPrice!, line.FormerPrice)));
        Assert.Equal("£45.00", view.Total);
    }

    [Fact]
    public void The_catalog_overrides_no_line_of_several_that_are_told_apart()
    {
        var lines = new[]
        {
            Samples.Line("mug", "Mug", 2, 12, 0), Samples.Line("mug", "Mug, a gift", 1, 0, 0),
            Samples.Line("cap", "Cap", 1, 5, 0), Samples.Line("cap", "Cap", 1, 5, 0),
            Samples.Line("pen", "Pen, red", 1, 3, 0), Samples.Line("pen", "Pen, blue", 1, 3, 0),
        };
        (lines[4].Sku, lines[5].Sku) = ("red", "blue");
        var products = Catalog(Product("mug", "Mug as in the catalog", 10));
        foreach (var (id, price) in new[] { ("cap", 4), ("pen", 2) })
            products[id] = Catalog(Product(id, $"{id} as in the catalog", price))[id];
        var view = CartViews.Build(Samples.Shop(), new MessageCart { Lines = { lines } }, products, [], Recover, null);
        Assert.Equal(
            [("Mug", "£12.00"), ("Mug, a gift", "£0.00"), ("cap as in the catalog", "£4.00"), ("cap as in the catalog", "£4.00"), ("Pen, red", "£3.00"), ("Pen, blue", "£3.00")],
            view.Lines.Select(line => (line.Title, line.UnitPrice!)));
        Assert.Equal("£38.00", view.Total);
    }

    /// <summary>Of a shop that gives variants no ids: by a SKU, by what the title adds, by titles alone.</summary>
    [Theory]
    [InlineData("shirt-xl", "Shirt", "Shirt", "£25.00")]
    [InlineData("shirt-xl", "", "Shirt", "£25.00")]
    [InlineData("", "Shirt XL gold", "Shirt XL gold", "£25.00")]
    [InlineData("", "SHIRT (XL)", "SHIRT (XL)", "£25.00")]
    [InlineData("", "Shirt \u2013 gold", "Shirt \u2013 gold", "£25.00")]
    // The product itself, also where it had another name.
    [InlineData("", "Shirt", "Shirt", "£10.00")]
    [InlineData("SHIRT", "Shirt", "Shirt", "£10.00")]
    [InlineData("", "Shirts", "Shirt", "£10.00")]
    [InlineData("", "A blouse", "Shirt", "£10.00")]
    [InlineData("", "", "Shirt", "£10.00")]
    public void The_catalog_overrides_no_line_of_a_variant_without_an_id(string sku, string title, string shownTitle, string shownPrice)
    {
        var line = Samples.Line("shirt", title, 1, 25, 0);
        line.Sku = sku;
        var view = CartViews.Build(
            Samples.Shop(), new MessageCart { Lines = { line } }, Catalog(Product("shirt", "Shirt", 10)), [], Recover, null);
        var shown = Assert.Single(view.Lines);
        Assert.Equal((shownTitle, shownPrice, shownPrice), (shown.Title, shown.UnitPrice, view.Total));
        Assert.Equal(shownPrice == "£10.00" ? "£25.00" : null, shown.FormerPrice);
    }

    [Fact]
    public void Lines_that_only_their_titles_tell_apart_keep_them()
    {
        var lines = new[] { Samples.Line("mug", "Large mug", 1, 12, 0), Samples.Line("mug", "Small mug", 1, 12, 0) };
        var view = CartViews.Build(Samples.Shop(), new MessageCart { Lines = { lines } }, Catalog(Product("mug", "Mug", 10)), [], Recover, null);
        Assert.Equal([("Large mug", "£12.00"), ("Small mug", "£12.00")], view.Lines.Select(line => (line.Title, line.UnitPrice!)));
    }

    [Fact]
    public void A_variant_of_which_its_line_says_nothing_has_the_products_title_and_no_price()
    {
        var line = new LineItem { ProductId = "shirt", VariantId = "xl" };
        foreach (var source in new[] { ProductSource.Catalog, ProductSource.Observed })
        {
            var products = Catalog(Product("shirt", "Shirt", 10));
            products["shirt"].Source = source;
            var view = CartViews.Build(Samples.Shop(), new MessageCart { Lines = { line } }, products, [], Recover, null);
            Assert.Equal(("Shirt", null, null), (view.Lines[0].Title, view.Lines[0].UnitPrice, view.Total));
        }
    }

    [Theory]
    [InlineData("EUR", "€1.00", "€0.01", "€1.01")]
    [InlineData("JPY", "¥1", "¥0", "¥1")]
    [InlineData("KWD", "0.999 KWD", "0.005 KWD", "1.004 KWD")]
    public void The_total_is_the_sum_of_what_is_shown(string currency, string first, string second, string total)
    {
        var cart = new MessageCart
        {
            Lines =
            {
                new LineItem { ProductId = "a", Quantity = 3, UnitPrice = new Money { CurrencyCode = currency, Nanos = 333_000_000 } },
                new LineItem { ProductId = "b", Quantity = 1, UnitPrice = new Money { CurrencyCode = currency, Nanos = 5_000_000 } },
            },
        };
        var view = CartViews.Build(Samples.Shop(), cart, NoProducts, [], Recover, null);
        Assert.Equal((first, second, total), (view.Lines[0].LineTotal, view.Lines[1].LineTotal, view.Total));
    }

    [Fact]
    public void What_no_amount_can_say_is_left_to_the_shop()
    {
        var cart = new MessageCart { Lines = { Samples.Line("p", "T", 2, long.MaxValue, 999_999_999), Samples.Line("q", "U", 1, 1, 0) } };
        var view = CartViews.Build(Samples.Shop(), cart, NoProducts, [], Recover, null);
        Assert.Equal((null, "£1.00", null), (view.Lines[0].LineTotal, view.Lines[1].LineTotal, view.Total));
        Assert.Contains("see shop", Render(view).Html);
    }

    [Fact]
    public void A_price_that_looks_the_same_is_not_struck_out()
    {
        var products = Catalog(Product("p", "T", 9));
        products["p"].Product.Price = Samples.Pounds(9, 998_000_000);
        var view = CartViews.Build(
            Samples.Shop(), new MessageCart { Lines = { Samples.Line("p", "T", 1, 10, 1_000_000) } }, products, [], Recover, null);
        Assert.Equal(("£10.00", null), (view.Lines[0].UnitPrice, view.Lines[0].FormerPrice));
    }

    [Fact]
    public void What_is_sold_out_is_marked_and_not_summed()
    {
        var products = Catalog(Product("85123A", "Heart", 2, Availability.OutOfStock), Product("22423", "Cakestand", 12));
        var view = CartViews.Build(Samples.Shop(), Samples.Content().Cart, products, [], Recover, null);
        Assert.Equal([true, false], view.Lines.Select(line => line.IsSoldOut));
        Assert.Equal("£12.00", view.Total);
        var text = Render(view);
        Assert.Matches(@"Heart <strong>\(sold out\)</strong>[^~]*>sold out</td>[^~]*Cakestand</td>", text.Html);
        Assert.Contains("* Heart (sold out)\n  Quantity: 6, price: £2.00 (was £2.55)\n", text.Text);
        Assert.Contains("* Cakestand\n", text.Text);
    }

    [Theory]
    [InlineData(new[] { "gone" }, true)]
    [InlineData(new[] { "gone", "gone too" }, true)]
    [InlineData(new[] { "gone", "there" }, false)]
    [InlineData(new[] { "gone", "unsaid" }, false)]
    [InlineData(new[] { "gone", "unknown" }, false)]
    [InlineData(new[] { "unknown" }, false)]
    public void A_cart_is_sold_out_when_all_of_it_is(string[] productIds, bool isSoldOut)
    {
        var products = Catalog(
            Product("gone", "G", 1, Availability.OutOfStock), Product("gone too", "G", 1, Availability.OutOfStock),
            Product("there", "T", 1, Availability.InStock), Product("unsaid", "U", 1));
        // Also a variant is gone with its product.
        Assert.Equal(isSoldOut, Stock.IsSoldOut(productIds.Select(id => new LineItem { ProductId = id, VariantId = "v" }), products));
    }

    [Fact]
    public void Whether_a_cart_can_be_bought_is_unknown_only_while_the_catalog_does_not_answer()
    {
        var lines = Samples.Content().Cart.Lines;
        Assert.Equal(CartStock.Unknown, Stock.Of(lines, null));
        // A shop that keeps no catalog is served like any other.
        Assert.Equal(CartStock.Available, Stock.Of(lines, NoProducts));
        Assert.Equal(CartStock.SoldOut, Stock.Of([lines[0]], Catalog(Product("85123A", "Heart", 2, Availability.OutOfStock))));
        // Of no cart nothing is sold out.
        Assert.Equal(CartStock.Available, Stock.Of([], null));
    }

    [Fact]
    public void What_is_no_longer_sold_is_marked_like_what_is_sold_out_and_called_as_in_the_cart()
    {
        var products = CatalogAnswers.ToProducts([
            new BatchGetProductsResponse { Products = { Product("22423", "Cakestand", 12) } },
            new BatchGetProductsResponse { DeletedProductIds = { "85123A" } },
        ]);
        var view = CartViews.Build(Samples.Shop(), Samples.Content().Cart, products, [], Recover, null);
        Assert.Equal(
            [("WHITE HANGING HEART", "£2.55", null, true), ("Cakestand", "£12.00", "£12.00", false)],
            view.Lines.Select(line => (line.Title, line.UnitPrice!, line.LineTotal, line.IsSoldOut)));
        Assert.Equal("£12.00", view.Total);
        var heart = new LineItem { ProductId = "85123A" };
        Assert.Equal(CartStock.SoldOut, Stock.Of([heart, new LineItem { ProductId = "85123A", VariantId = "small" }], products));
        Assert.Equal(CartStock.Available, Stock.Of([heart, new LineItem { ProductId = "unknown" }], products));
    }

    [Fact]
    public void A_view_without_what_the_template_shows_is_an_error_and_no_blank() =>
        Assert.Throws<TemplateException>(() => Templates.Render("abandoned-cart", new { ShopName = "x" }));

    [Theory]
    [InlineData("abandoned-cart", true)]
    [InlineData("abandoned_cart", false)]
    [InlineData("", false)]
    [InlineData("../secrets", false)]
    public void Only_templates_of_this_build_are_known(string id, bool isKnown) => Assert.Equal(isKnown, Templates.Has(id));

    static readonly Dictionary<string, CatalogProduct> NoProducts = [];

    static Dictionary<string, CatalogProduct> Catalog(params CatalogProduct[] products) =>
        products.ToDictionary(product => product.Product.ProductId);

    static CatalogProduct Product(string productId, string title, long price, Availability availability = Availability.Unspecified) => new()
    {
        Source = ProductSource.Catalog,
        Product = new Product { ProductId = productId, Title = title, Price = Samples.Pounds(price), Availability = availability },
    };

    static RenderedText Render(CartView view) => Templates.Render("abandoned-cart", view);

    static CartView Full()
    {
        var cart = Samples.Content().Cart;
        cart.Coupon = "WELCOME10";
        cart.Lines[0].ImageUrl = "https://img.example.com/85123A.png?a=1&b=2";
        var products = new Dictionary<string, CatalogProduct>
        {
            ["22423"] = new() { Source = ProductSource.Catalog, Product = new Product { ProductId = "22423", Title = "Regency cakestand, 3 tiers", Price = Samples.Pounds(10, 950_000_000) } },
        };
        var suggestions = new[]
        {
            new Product { ProductId = "47566", Title = "Party bunting", Price = Samples.Pounds(4, 950_000_000), ProductUrl = "https://gifts.example.com/p/47566", ImageUrl = "https://img.example.com/47566.png" },
            new Product { ProductId = "84879", Title = "Assorted colour bird ornament" },
        };
        return CartViews.Build(Samples.Shop(), cart, products, suggestions, Recover, Unsubscribe);
    }

    static CartView Bare() => CartViews.Build(
        Samples.Shop(), new MessageCart { CartId = "c", Lines = { new LineItem { ProductId = "p-1" } } }, NoProducts, [], Recover, null);

    static void AssertGolden(string name, string actual)
    {
        var resource = $"{typeof(Samples).Namespace}.Rendering.Golden.{name}";
        using var stream = typeof(Samples).Assembly.GetManifestResourceStream(resource);
        Assert.True(stream is not null, $"{resource} is missing; it would be:\n{actual}");
        using var reader = new StreamReader(stream);
        Assert.Equal(reader.ReadToEnd(), actual);
    }
}
