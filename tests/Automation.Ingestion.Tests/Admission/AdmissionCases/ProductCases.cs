using Automation.Commerce.V1;
using static Automation.Ingestion.Tests.Admission.AdmissionCases.Sample;

namespace Automation.Ingestion.Tests.Admission.AdmissionCases;

/// <summary>Events as the rules see them: what a shop sells.</summary>
static class ProductCases
{
    public static readonly Dictionary<string, Func<Event>> AtTheLimit = new()
    {
        ["product"] = () => Upserted(p =>
        {
            (p.Title, p.CompareAtPrice, p.Availability, p.UnitCount) = (Text(500), Build.Money(30), Availability.OutOfStock, 1_000_000_000);
            p.Categories.Clear();
            p.Categories.Add(Enumerable.Repeat(Text(100), 20));
        }),
        ["product deleted"] = () => new Event { EventId = "1", ProductDeleted = new ProductDeleted { ProductId = Text(100) } },
    };

    public static readonly Dictionary<string, Func<Event>> Breaches = new()
    {
        ["product without a product / FIELD_REQUIRED / product_upserted.product"] =
            () => new Event { EventId = "1", ProductUpserted = new ProductUpserted() },
        ["product without id / FIELD_REQUIRED / product_upserted.product.product_id"] = () => Upserted(p => p.ProductId = ""),
        ["product without title / FIELD_REQUIRED / product_upserted.product.title"] = () => Upserted(p => p.Title = ""),
        ["product without price / FIELD_REQUIRED / product_upserted.product.price"] = () => Upserted(p => p.Price = null),
        ["negative former price / FIELD_INVALID / product_upserted.product.compare_at_price"] =
            () => Upserted(p => p.CompareAtPrice = Build.Money(-1)),
        ["unknown availability / FIELD_INVALID / product_upserted.product.availability"] =
            () => Upserted(p => p.Availability = (Availability)9),
        ["fewer than no units / FIELD_INVALID / product_upserted.product.unit_count"] = () => Upserted(p => p.UnitCount = -1),
        ["more than a billion units / FIELD_INVALID / product_upserted.product.unit_count"] = () => Upserted(p => p.UnitCount = 1_000_000_001),
        ["21 categories / FIELD_TOO_LONG / product_upserted.product.categories"] =
            () => Upserted(p => p.Categories.Add(Enumerable.Repeat("c", 20))),
        ["category of 101 / FIELD_TOO_LONG / product_upserted.product.categories[1]"] = () => Upserted(p => p.Categories.Add(Text(101))),
        ["deleted product without id / FIELD_REQUIRED / product_deleted.product_id"] =
            () => new Event { EventId = "1", ProductDeleted = new ProductDeleted() },
    };
}
