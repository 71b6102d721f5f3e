using Automation.Commerce.V1;
using Automation.Recommendations.Upserts;
using Automation.Validation;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;

namespace Automation.Recommendations.Tests.Upserts;

public sealed class Checking_products
{
    [Fact]
    public void A_full_product_at_every_limit_is_good()
    {
        var product = Product(new string('i', 100), string.Concat(Enumerable.Repeat("😀", 500)), 0);
        product.CompareAtPrice = new Money { CurrencyCode = "EUR", Nanos = 999_999_999 };
        product.ImageUrl = "https://shop.example.com/" + new string('x', 2_048 - 25);
        product.ProductUrl = "http://shop.example.com";
        product.Categories.AddRange(Enumerable.Range(0, 20).Select(number => new string('c', 98) + $"{number:00}"));
        Assert.Empty(Check([product, Product("q", "Q", 1)]));
    }

    [Theory]
    [InlineData("product_id", "is required")]
    [InlineData("product_id", "at most 100")]
    [InlineData("title", "is required")]
    [InlineData("title", "at most 500")]
    [InlineData("title", "U+0000")]
    [InlineData("price", "is required")]
    [InlineData("price.currency_code", "ISO 4217")]
    [InlineData("price", "negative")]
    [InlineData("price.nanos", "carry")]
    [InlineData("compare_at_price", "negative")]
    [InlineData("image_url", "http")]
    [InlineData("product_url", "at most 2048")]
    [InlineData("availability", "9 is not")]
    [InlineData("categories", "at most 20")]
    [InlineData("categories[0]", "at most 100")]
    public void Each_wrong_field_is_named_with_what_to_do(string field, string description)
    {
        var product = Product("p", "Mug", 5);
        switch (field, description)
        {
            case ("product_id", "is required"): product.ProductId = ""; break;
            case ("product_id", _): product.ProductId = new string('i', 101); break;
            case ("title", "is required"): product.Title = ""; break;
            case ("title", "U+0000"): product.Title = "a\0"; break;
            case ("title", _): product.Title = new string('t', 501); break;
            case ("price", "is required"): product.Price = null; break;
            case ("price.currency_code", _): product.Price.CurrencyCode = "gbp"; break;
            case ("price", _): product.Price.Units = -1; break;
            case ("price.nanos", _): product.Price.Nanos = 1_000_000_000; break;
            case ("compare_at_price", _): product.CompareAtPrice = new Money { CurrencyCode = "GBP", Nanos = -1 }; break;
            case ("image_url", _): product.ImageUrl = "ftp://x"; break;
            case ("product_url", _): product.ProductUrl = "http://" + new string('x', 2_048); break;
            case ("availability", _): product.Availability = (Availability)9; break;
            case ("categories", _): product.Categories.AddRange(Enumerable.Repeat("c", 21)); break;
            case ("categories[0]", _): product.Categories.Add(new string('c', 101)); break;
        }
        var violation = Assert.Single(Check([Product("good", "G", 1), product]));
        Assert.Equal($"products[1].{field}", violation.Field);
        Assert.Contains(description, violation.Description);
    }

    [Fact]
    public void All_violations_are_told_at_once()
    {
        var violations = Check([Product("p", "", 1), Product("p", "P", 1), Product("q", "Q", -1)]);
        Assert.Equal(["products[0].title", "products[1].product_id", "products[2].price"], violations.Select(violation => violation.Field));
    }

    [Fact]
    public void None_and_more_than_500_are_refused()
    {
        Assert.Equal("products", Assert.Single(Check([])).Field);
        var many = Enumerable.Range(0, 501).Select(number => Product($"p{number}", "P", 1)).ToList();
        Assert.Equal("products", Assert.Single(Check(many)).Field);
    }

    [Fact]
    public void A_product_at_every_limit_still_fits_an_event()
    {
        var product = Product(Wide(100), Wide(500), long.MaxValue);
        product.CompareAtPrice = product.Price;
        product.ImageUrl = product.ProductUrl = "https://x/" + Wide(2_038);
        product.Categories.AddRange(Enumerable.Range(0, 20).Select(_ => Wide(100)));
        Assert.Empty(Check([product]));
        Assert.InRange(UpsertEvents.Of(Guid.NewGuid(), product).CalculateSize(), 1, 32 * 1024);
    }

    static IReadOnlyList<Violation> Check(IReadOnlyList<Product> products)
    {
        var violations = new ViolationList();
        ProductRules.Check(products, violations);
        return violations.Found;
    }

    static string Wide(int characters) => string.Concat(Enumerable.Repeat("😀", characters));
}
