using Automation.Commerce.V1;
using static Automation.Ingestion.Tests.Admission.AdmissionCases.Sample;

namespace Automation.Ingestion.Tests.Admission.AdmissionCases;

/// <summary>Events as the rules see them: products, carts and the way to an order.</summary>
static class CartCases
{
    public static readonly Dictionary<string, Func<Event>> AtTheLimit = new()
    {
        ["a line of all that an amount can say"] = () => Added(l => (l.Quantity, l.UnitPrice) = (1, Build.Money(long.MaxValue))),
        ["lines of all that an amount can say"] = () => Cart(Build.Money(long.MaxValue - 7), Build.Money(7)),
        ["quantity of a million"] = () => Added(l => l.Quantity = 1_000_000),
        ["title of 500"] = () => Added(l => l.Title = Text(500)),
        ["largest nanos"] = () => Added(l => l.UnitPrice = Build.Money(0, 999_999_999)),
        ["address of 2,048"] = () => Added(l => l.ImageUrl = "https://h/" + Text(2_038)),
        ["address of plain http"] = () => Added(l => l.ProductUrl = "HTTP://shop.example"),
        ["line of a product only"] = () => Build.Event(e => e.ProductViewed = new ProductViewed { Product = new LineItem { ProductId = "p" } }),
        ["cart of 500 lines"] = () => Build.Event(e => e.CartUpdated = new CartUpdated
        {
            CartId = "c", Lines = { Enumerable.Range(0, 500).Select(i => new LineItem { ProductId = $"p{i}" }) },
        }),
        ["emptied cart"] = () => Build.Event(e => e.CartUpdated = new CartUpdated { CartId = Text(100) }),
        ["cart viewed"] = () => Build.Event(e => e.CartViewed = new CartViewed { CartId = "c" }),
        ["product removed"] = () => Build.Event(e => e.ProductRemoved = new ProductRemoved { CartId = "c", Product = Build.Line() }),
        ["wish"] = () => Build.Event(e => e.ProductAddedToWishlist = new ProductAddedToWishlist { Product = Build.Line() }),
        ["checkout"] = () => Build.Event(e => e.CheckoutStarted = new CheckoutStarted { CartId = "c", CheckoutId = Text(100), Total = Build.Money(0) }),
        ["what a coupon takes off below zero"] =
            () => Build.Event(e => e.CouponApplied = new CouponApplied { CartId = "c", Coupon = "x", Discount = Build.Money(-1, -1) }),
        ["coupon"] = () => Build.Event(e => e.CouponApplied = new CouponApplied { CartId = "c", Coupon = Text(100), Discount = Build.Money(1) }),
    };

    public static readonly Dictionary<string, Func<Event>> Breaches = new()
    {
        ["twice all that an amount can say / AMOUNT_TOO_LARGE / product_added.product.unit_price"] =
            () => Added(l => (l.Quantity, l.UnitPrice) = (2, Build.Money(long.MaxValue))),
        ["more than an amount can say once rounded / AMOUNT_TOO_LARGE / product_added.product.unit_price"] =
            () => Added(l => (l.Quantity, l.UnitPrice) = (1, Build.Money(long.MaxValue, 995_000_000))),
        ["a million of much / AMOUNT_TOO_LARGE / product_added.product.unit_price"] =
            () => Added(l => (l.Quantity, l.UnitPrice) = (1_000_000, Build.Money(10_000_000_000_000, currency: "JPY"))),
        ["lines of more than an amount can say / AMOUNT_TOO_LARGE / cart_updated.lines"] =
            () => Cart(Build.Money(long.MaxValue - 7), Build.Money(8)),
        ["lines that do once rounded / AMOUNT_TOO_LARGE / cart_updated.lines"] =
            () => Cart(Build.Money(long.MaxValue - 7), Build.Money(7, 500_000_000), Build.Money(0, 495_000_000)),
        ["no product / FIELD_REQUIRED / product_viewed.product"] = () => Build.Event(e => e.ProductViewed = new ProductViewed()),
        ["no product id / FIELD_REQUIRED / product_added.product.product_id"] = () => Added(l => l.ProductId = ""),
        ["product id of 101 / FIELD_TOO_LONG / product_added.product.product_id"] = () => Added(l => l.ProductId = Text(101)),
        ["variant id of 101 / FIELD_TOO_LONG / product_added.product.variant_id"] = () => Added(l => l.VariantId = Text(101)),
        ["sku of 101 / FIELD_TOO_LONG / product_added.product.sku"] = () => Added(l => l.Sku = Text(101)),
        ["title of 501 / FIELD_TOO_LONG / product_added.product.title"] = () => Added(l => l.Title = Text(501)),
        ["title with U+0000 / FIELD_INVALID / product_added.product.title"] = () => Added(l => l.Title = "\0"),
        ["negative quantity / FIELD_INVALID / product_added.product.quantity"] = () => Added(l => l.Quantity = -1),
        ["quantity above a million / FIELD_INVALID / product_added.product.quantity"] = () => Added(l => l.Quantity = 1_000_001),
        ["price without currency / FIELD_REQUIRED / product_added.product.unit_price.currency_code"] =
            () => Added(l => l.UnitPrice = Build.Money(1, currency: "")),
        ["currency of another script / FIELD_INVALID / product_added.product.unit_price.currency_code"] =
            () => Added(l => l.UnitPrice = Build.Money(1, currency: "\u0415UR")),
        ["symbol of a currency / FIELD_INVALID / product_added.product.unit_price.currency_code"] =
            () => Added(l => l.UnitPrice = Build.Money(1, currency: "US$")),
        ["currency of four letters / FIELD_INVALID / product_added.product.unit_price.currency_code"] =
            () => Added(l => l.UnitPrice = Build.Money(1, currency: "EURO")),
        ["nanos of a billion / FIELD_INVALID / product_added.product.unit_price.nanos"] =
            () => Added(l => l.UnitPrice = Build.Money(1, 1_000_000_000)),
        ["nanos of the other sign / FIELD_INVALID / product_added.product.unit_price.nanos"] =
            () => Added(l => l.UnitPrice = Build.Money(1, -1)),
        ["negative price / FIELD_INVALID / product_added.product.unit_price"] = () => Added(l => l.UnitPrice = Build.Money(-1)),
        ["price just below 0 / FIELD_INVALID / product_added.product.unit_price"] = () => Added(l => l.UnitPrice = Build.Money(0, -1)),
        ["no cart id / FIELD_REQUIRED / product_added.cart_id"] = () => Build.Event(e => e.ProductAdded = new ProductAdded { Product = Build.Line() }),
        ["nothing added / FIELD_REQUIRED / product_added.product"] = () => Build.Event(e => e.ProductAdded = new ProductAdded { CartId = "c" }),
        ["nothing removed / FIELD_REQUIRED / product_removed.product"] =
            () => Build.Event(e => e.ProductRemoved = new ProductRemoved { CartId = "c" }),
        ["cart id of 101 / FIELD_TOO_LONG / cart_viewed.cart_id"] = () => Build.Event(e => e.CartViewed = new CartViewed { CartId = Text(101) }),
        ["501 lines / FIELD_TOO_LONG / cart_updated.lines"] = () => Build.Event(e => e.CartUpdated = new CartUpdated
        {
            CartId = "c", Lines = { Enumerable.Range(0, 501).Select(i => new LineItem { ProductId = $"p{i}" }) },
        }),
        ["a bad line / FIELD_REQUIRED / cart_updated.lines[1].product_id"] = () => Build.Event(e => e.CartUpdated = new CartUpdated
        {
            CartId = "c", Lines = { Build.Line(), new LineItem() },
        }),
        ["checkout id of 101 / FIELD_TOO_LONG / checkout_started.checkout_id"] =
            () => Build.Event(e => e.CheckoutStarted = new CheckoutStarted { CartId = "c", CheckoutId = Text(101) }),
        ["negative total of a checkout / FIELD_INVALID / checkout_started.total"] =
            () => Build.Event(e => e.CheckoutStarted = new CheckoutStarted { CartId = "c", Total = Build.Money(-1) }),
        ["no coupon / FIELD_REQUIRED / coupon_applied.coupon"] = () => Build.Event(e => e.CouponApplied = new CouponApplied { CartId = "c" }),
        ["empty wish / FIELD_REQUIRED / product_added_to_wishlist.product"] =
            () => Build.Event(e => e.ProductAddedToWishlist = new ProductAddedToWishlist()),
    };
}
