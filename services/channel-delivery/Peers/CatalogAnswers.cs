using Automation.Commerce.V1;
using Automation.Recommendations.V1;

namespace Automation.ChannelDelivery.Peers;

/// <summary>Reads what the catalog answers.</summary>
static class CatalogAnswers
{
    /// <summary>
    /// Every product that the catalog knows something of, by id. What the shop no longer sells is out of stock, and nothing
    /// else is said of it.
    /// </summary>
    public static Dictionary<string, CatalogProduct> ToProducts(IEnumerable<BatchGetProductsResponse> answers)
    {
        var products = new Dictionary<string, CatalogProduct>();
        foreach (var answer in answers)
        {
            foreach (var product in answer.Products)
                products[product.Product.ProductId] = product;
            foreach (var productId in answer.DeletedProductIds)
                products[productId] = NoLongerSold(productId);
        }
        return products;
    }

    static CatalogProduct NoLongerSold(string productId) => new()
    {
        Source = ProductSource.Catalog,
        Product = new Product { ProductId = productId, Availability = Availability.OutOfStock },
    };
}
