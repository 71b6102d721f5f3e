using System.Globalization;
using System.Text;
using Automation.ChannelDelivery.Rendering;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.V1;
using Automation.WorkflowEngine.V1;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Rendering;

/// <summary>Mailboxes show the first 102 KB of a mail; what one must be able to click stands there.</summary>
public sealed class Rendering_a_long_cart
{
    const int Shown = 100_000;
    static readonly TemplateStore Templates = new();
    static readonly Dictionary<string, CatalogProduct> NoProducts = [];
    static readonly Uri Recover = new("https://go.example.com/r/TOKEN");
    static readonly Uri Unsubscribe = new("https://go.example.com/u/TOKEN");

    [Fact]
    public void Shows_some_lines_and_how_many_more_there_are_and_the_total_of_all()
    {
        var text = Render(Cart(500, index => Samples.Line($"p-{index}", $"Product {index}", 1, 1, 10_000_000)));
        Assert.Contains("and 480 more", text.Html);
        Assert.Contains("* and 480 more, together: £484.80\n", text.Text);
        Assert.Contains("Total: £505.00\n", text.Text);
        Assert.Contains("£505.00", text.Html);
        Assert.Contains("Product 19", text.Text);
        Assert.DoesNotContain("Product 20", text.Text);
        AssertShown(text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void A_cart_of_which_all_lines_find_room_mentions_no_more(int lines)
    {
        var view = CartViews.Build(Samples.Shop(), Cart(lines, index => Samples.Line($"p-{index}", "T", 1, 1, 0)), NoProducts, [], Recover, null);
        Assert.Null(view.More);
        Assert.Equal(lines, view.Lines.Count);
    }

    [Fact]
    public void Where_not_all_find_room_what_can_be_bought_comes_first()
    {
        var cart = Cart(30, index => Samples.Line($"p-{index}", $"T{index}", 1, 1, 0));
        var products = Enumerable.Range(0, 25).ToDictionary(index => $"p-{index}", index => new CatalogProduct
        {
            Source = ProductSource.Catalog,
            Product = new Product { ProductId = $"p-{index}", Title = $"T{index}", Price = Samples.Pounds(1), Availability = Availability.OutOfStock },
        });
        var view = CartViews.Build(Samples.Shop(), cart, products, [], Recover, null);
        Assert.Equal(["T25", "T26", "T27", "T28", "T29", "T0"], view.Lines.Take(6).Select(line => line.Title));
        Assert.Equal(("10", null, "£5.00"), (view.More!.Count, view.More.Total, view.Total));
    }

    [Theory]
    [InlineData("<", "&")]
    [InlineData("\"", "=")]
    [InlineData("漢", "漢")]
    [InlineData("😀", "😀")]
    [InlineData("é", "'")]
    [InlineData("=", "%26")]
    public void The_longest_texts_and_addresses_push_no_link_out_of_sight(string letter, string inUrl)
    {
        var url = $"https://img.example.com/{string.Concat(Enumerable.Repeat(inUrl, 2_000))}"[..2_000];
        var title = string.Concat(Enumerable.Repeat(letter, 500 / letter.Length));
        var cart = Cart(500, index => new LineItem
        {
            ProductId = $"p-{index.ToString(CultureInfo.InvariantCulture)}",
            Title = title,
            Quantity = 1_000_000,
            UnitPrice = new Money { CurrencyCode = "CHF", Units = 1_000_000_000, Nanos = 999_000_000 },
            ImageUrl = url,
        });
        cart.Coupon = title[..100];
        var shop = Samples.Shop();
        (shop.DisplayName, shop.PostalAddress) = (title[..100], title);
        Product[] suggestions = [.. Enumerable.Range(0, 2).Select(index => new Product
        {
            ProductId = $"s-{index}", Title = title, Price = Samples.Pounds(1), ImageUrl = url, ProductUrl = url,
        })];
        AssertShown(Render(cart, shop, suggestions));
    }

    [Fact]
    public void A_title_is_cut_between_characters()
    {
        var cart = Cart(1, _ => Samples.Line("p", "x" + string.Concat(Enumerable.Repeat("😀", 240)), 1, 1, 0));
        var title = CartViews.Build(Samples.Shop(), cart, NoProducts, [], Recover, null).Lines[0].Title;
        Assert.Equal($"x{string.Concat(Enumerable.Repeat("😀", 99))}…", title);
    }

    static MessageCart Cart(int lines, Func<int, LineItem> line) => new() { CartId = "c", Lines = { Enumerable.Range(0, lines).Select(line) } };

    static RenderedText Render(MessageCart cart, Shop? shop = null, IReadOnlyList<Product>? suggestions = null) => FittingText.Of(
        lines => CartViews.Build(shop ?? Samples.Shop(), cart, NoProducts, suggestions ?? [], Recover, Unsubscribe, lines),
        view => Templates.Render("abandoned-cart", view)).Text;

    static void AssertShown(RenderedText text)
    {
        foreach (var part in new[] { text.Html, text.Text })
        {
            foreach (var link in new[] { Recover, Unsubscribe })
                Assert.InRange(Encoding.UTF8.GetByteCount(part[..part.LastIndexOf(link.AbsoluteUri, StringComparison.Ordinal)]), 1, Shown);
            Assert.InRange(MailSize.Of(part), 1, Shown);
        }
    }
}
