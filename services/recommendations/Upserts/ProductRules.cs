using Automation.Commerce.V1;
using Automation.Validation;

namespace Automation.Recommendations.Upserts;

/// <summary>
/// What a product must be to be put. As strict as the event log, so that nothing is refused half way. All texts at their
/// limits, four bytes a character, are 27 KB: no event is too large for the log.
/// </summary>
static class ProductRules
{
    const int MaxProducts = 500;
    const int MaxCategories = 20;
    const int MaxUnits = 1_000_000_000;

    /// <summary>Adds every violation, by field.</summary>
    public static void Check(IReadOnlyList<Product> products, ViolationList violations)
    {
        if (products.Count is 0 or > MaxProducts)
            violations.Invalid("products", $"must have 1 to {MaxProducts} entries; it has {products.Count}.");
        var known = new HashSet<string>();
        foreach (var (index, product) in products.Take(MaxProducts).Index())
        {
            var path = $"products[{index}]";
            Check(path, product, violations);
            if (!known.Add(product.ProductId))
                violations.Invalid($"{path}.product_id", $"'{product.ProductId}' is in the list twice; send each product once.");
        }
    }

    static void Check(string path, Product product, ViolationList violations)
    {
        Text($"{path}.product_id", product.ProductId, 100, isRequired: true, violations);
        Text($"{path}.title", product.Title, 500, isRequired: true, violations);
        if (product.Price is null)
            violations.Required($"{path}.price");
        Amount($"{path}.price", product.Price, violations);
        Amount($"{path}.compare_at_price", product.CompareAtPrice, violations);
        Address($"{path}.image_url", product.ImageUrl, violations);
        Address($"{path}.product_url", product.ProductUrl, violations);
        if (!Enum.IsDefined(product.Availability))
        {
            violations.Invalid(
                $"{path}.availability",
                $"{(int)product.Availability} is not an availability of this version; use another one, or leave it out if not known.");
        }
        if (product.UnitCount is < 0 or > MaxUnits)
            violations.Invalid($"{path}.unit_count", "must be within 0 to 1,000,000,000; leave it out where it is not known.");
        if (product.Categories.Count > MaxCategories)
            violations.TooLong($"{path}.categories", $"must have at most {MaxCategories} entries; it has {product.Categories.Count}. Remove some.");
        foreach (var (index, category) in product.Categories.Take(MaxCategories).Index())
            Text($"{path}.categories[{index}]", category, 100, isRequired: false, violations);
    }

    static void Text(string field, string value, int maxLength, bool isRequired, ViolationList violations)
    {
        if (isRequired && value.Length == 0)
            violations.Required(field);
        else if (value.Length > maxLength && value.EnumerateRunes().Count() > maxLength)
            violations.TooLong(field, $"must have at most {maxLength} characters; shorten it.");
        else if (value.Contains('\0'))
            violations.Invalid(field, "must not contain the character U+0000; remove it.");
    }

    static void Amount(string field, Money? money, ViolationList violations)
    {
        if (money is null)
            return;
        if (money.CurrencyCode.Length != 3 || money.CurrencyCode.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
            violations.Invalid($"{field}.currency_code", "must be an ISO 4217 code, three upper-case letters, for example EUR.");
        if (money.Units < 0 || money.Nanos < 0)
            violations.Invalid(field, "must not be negative; send 0 or more.");
        else if (money.Nanos > 999_999_999)
            violations.Invalid($"{field}.nanos", "must be at most 999,999,999; carry the rest into units.");
    }

    static void Address(string field, string value, ViolationList violations)
    {
        if (value.Length == 0)
            return;
        Text(field, value, 2_048, isRequired: false, violations);
        var host = value.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? value.AsSpan(8)
            : value.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? value.AsSpan(7)
            : [];
        if (host.Length == 0 || host[0] is '/' or '?' or '#' or ':' || value.AsSpan().ContainsAnyInRange('\u0001', ' '))
            violations.Invalid(field, "must be an absolute http or https address without spaces, for example https://shop.example/mug.");
    }
}
