using Automation.Commerce;
using Automation.Commerce.V1;

namespace Automation.Recommendations.Upserts;

/// <summary>The one spelling of a product's amounts and addresses, before it is checked. As the event log has it.</summary>
static class ProductSpelling
{
    /// <summary>Changes the products in place.</summary>
    public static void Settle(IEnumerable<Product> products)
    {
        foreach (var product in products)
        {
            CurrencyCode.Settle(product.Price);
            CurrencyCode.Settle(product.CompareAtPrice);
            product.ImageUrl = WebAddress.WithScheme(product.ImageUrl);
            product.ProductUrl = WebAddress.WithScheme(product.ProductUrl);
        }
    }
}
