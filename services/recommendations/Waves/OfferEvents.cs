using System.Security.Cryptography;
using System.Text;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Offers;
using Automation.Recommendations.Requests;

namespace Automation.Recommendations.Waves;

/// <summary>The events of lower prices and returned stock. Pure. The same shopper and wave have the same event id, however often they are told.</summary>
static class OfferEvents
{
    // Five of them and what stands around them stay below what an event may have, 32 KB.
    const int MaxLineBytes = 6_000;

    // Prices and stock have no cause of the shopper's: the shop's word was told from outside.
    const int Depth = 1;

    /// <summary>What a shopper is told of a wave; null when nothing of it is sold any more.</summary>
    public static DerivedEvent? PriceDropped(
        WaveCursor wave, Guid shopperId, IReadOnlyList<ToldPrice> told, int moreCount, IReadOnlyDictionary<string, KnownProduct> catalog)
    {
        var name = WaveHours.NameOf(wave.WaveTime);
        var dropped = new PriceDropped { WaveId = name, MoreCount = moreCount };
        foreach (var price in told)
        {
            if (Line(price.ProductId, "", price.Now, catalog) is { } line)
                dropped.Items.Add(new DroppedPrice { Product = line, FormerPrice = price.Former.ToMoney(), Interest = price.Interest });
        }
        return dropped.Items.Count == 0
            ? null
            : Derive(wave.ShopId, shopperId, new Event { EventId = $"price-drop-{name}-{shopperId:N}", PriceDropped = dropped });
    }

    /// <summary>What those whose turn it is are told of a product that is back; nobody when it is gone again.</summary>
    public static IEnumerable<DerivedEvent> BackInStock(
        ProductKey product, WatchedProduct watched, IReadOnlyList<TakenRequest> taken, IReadOnlyDictionary<string, KnownProduct> catalog)
    {
        if (watched is not { Restock: { } restock, Price: { } price })
            yield break;
        var begun = FormattableString.Invariant($"{restock.BackTime.UtcDateTime:yyyyMMdd'T'HHmmss}");
        // A product id may have characters and a length that an event id may not.
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(product.ProductId)).AsSpan(0, 12));
        foreach (var requests in taken.GroupBy(request => request.ShopperId))
        {
            var back = new BackInStock { WaveId = $"{begun}-{restock.WaveCount + 1}", Requested = true, Channel = requests.First().Channel };
            foreach (var request in requests.Take(PriceAlerts.MaxItems))
            {
                if (Line(product.ProductId, request.VariantId, price, catalog) is { } line)
                    back.Products.Add(line);
            }
            if (back.Products.Count > 0)
                yield return Derive(product.ShopId, requests.Key, new Event { EventId = $"back-{begun}-{digest}-{requests.Key:N}", BackInStock = back });
        }
    }

    static DerivedEvent Derive(string shopId, Guid shopperId, Event said) =>
        new() { ShopId = shopId, ShopperId = shopperId.ToString(), Depth = Depth, Event = said };

    static LineItem? Line(string productId, string variantId, Price price, IReadOnlyDictionary<string, KnownProduct> catalog)
    {
        if (catalog.GetValueOrDefault(productId)?.Catalog?.Value is not { } product)
            return null;
        var line = new LineItem
        {
            ProductId = productId,
            VariantId = variantId,
            Title = product.Title,
            Quantity = 1,
            UnitPrice = price.ToMoney(),
            ImageUrl = product.ImageUrl,
            ProductUrl = product.ProductUrl,
        };
        // Whoever shows it has the catalog for its links.
        if (line.CalculateSize() > MaxLineBytes)
            (line.ImageUrl, line.ProductUrl) = ("", "");
        return line;
    }
}
