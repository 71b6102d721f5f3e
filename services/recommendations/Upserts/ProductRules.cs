using Automation.Commerce.V1;
using Automation.ServiceDefaults.Faults;

namespace Automation.Recommendations.Upserts;

/// <summary>
/// What a product must be to be put. As strict as the event log, so that nothing is refused half way. All texts at their
/// limits, four bytes a character, are 27 KB: no event is too large for the log.
/// </summary>
static class ProductRules
{
    const int MaxProducts = 500;
    const int MaxCategories = 20;

    /// <summary>Every violation, by field; none when all is good.</summary>
    public static List<FieldViolation> Check(IReadOnlyList<Product> products)
    {
        var violations = new List<FieldViolation>();
        if (products.Count is 0 or > MaxProducts)
            violations.Add(new("products", $"must have 1 to {MaxProducts} entries; it has {products.Count}."));
        var known = new HashSet<string>();
        foreach (var (index, product) in products.Take(MaxProducts).Index())
        {
            var path = $"products[{index}]";
            Check(path, product, violations);
            if (!known.Add(product.ProductId))
                violations.Add(new($"{path}.product_id", $"'{product.ProductId}' comes twice; send each product once."));
        }
        return violations;
    }

    static void Check(string path, Product product, List<FieldViolation> violations)
    {
        Text($"{path}.product_id", product.ProductId, 100, isRequired: true, violations);
        Text($"{path}.title", product.Title, 500, isRequired: true, violations);
        if (product.Price is null)
            violations.Add(new($"{path}.price", "is required; set it."));
        Amount($"{path}.price", product.Price, violations);
        Amount($"{path}.compare_at_price", product.CompareAtPrice, violations);
        Address($"{path}.image_url", product.ImageUrl, violations);
        Address($"{path}.product_url", product.ProductUrl, violations);
        if (!Enum.IsDefined(product.Availability))
            violations.Add(new($"{path}.availability", $"{(int)product.Availability} is not an availability; leave it out if not known."));
        if (product.Categories.Count > MaxCategories)
            violations.Add(new($"{path}.categories", $"must have at most {MaxCategories} entries; it has {product.Categories.Count}."));
        foreach (var (index, category) in product.Categories.Take(MaxCategories).Index())
            Text($"{path}.categories[{index}]", category, 100, isRequired: false, violations);
    }

    static void Text(string field, string value, int maxLength, bool isRequired, List<FieldViolation> violations)
    {
        if (isRequired && value.Length == 0)
            violations.Add(new(field, "is required; set it."));
        else if (value.Length > maxLength && value.EnumerateRunes().Count() > maxLength)
            violations.Add(new(field, $"must have at most {maxLength} characters; shorten it."));
        else if (value.Contains('\0'))
            violations.Add(new(field, "must not contain the character U+0000; remove it."));
    }

    static void Amount(string field, Money? money, List<FieldViolation> violations)
    {
        if (money is null)
            return;
        if (money.CurrencyCode.Length != 3 || money.CurrencyCode.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
            violations.Add(new($"{field}.currency_code", "must be an ISO 4217 code, three upper-case letters, for example EUR."));
        if (money.Units < 0 || money.Nanos < 0)
            violations.Add(new(field, "must not be negative."));
        else if (money.Nanos > 999_999_999)
            violations.Add(new($"{field}.nanos", "must be at most 999,999,999; carry the rest into units."));
    }

    static void Address(string field, string value, List<FieldViolation> violations)
    {
        if (value.Length == 0)
            return;
        Text(field, value, 2_048, isRequired: false, violations);
        var host = value.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? value.AsSpan(8)
            : value.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? value.AsSpan(7)
            : [];
        if (host.Length == 0 || host[0] is '/' or '?' or '#' or ':' || value.AsSpan().ContainsAnyInRange('\u0001', ' '))
            violations.Add(new(field, "must be an absolute http or https address without blanks."));
    }
}
