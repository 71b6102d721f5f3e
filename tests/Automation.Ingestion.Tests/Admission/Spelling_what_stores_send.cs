using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Validation;
using static Automation.Ingestion.Tests.Admission.AdmissionCases.Sample;

namespace Automation.Ingestion.Tests.Admission;

/// <summary>What stores write otherwise than the contract costs no order: it gets its one spelling, or is left out.</summary>
public sealed class Spelling_what_stores_send
{
    [Theory]
    [InlineData("eur")]
    [InlineData("Eur")]
    [InlineData(" EUR\u00A0")]
    [InlineData("[EUR]")]
    [InlineData("( eur )")]
    [InlineData("\"EUR\"")]
    public void A_currency_is_one_however_it_is_written(string code)
    {
        var line = new LineItem { ProductId = "p", UnitPrice = Build.Money(2, currency: code) };
        Event[] all =
        [
            Build.Event(e => e.ProductViewed = new ProductViewed { Product = line }),
            Added(l => l.UnitPrice = line.UnitPrice),
            Build.Event(e => e.ProductRemoved = new ProductRemoved { CartId = "c", Product = line }),
            Build.Event(e => e.ProductAddedToWishlist = new ProductAddedToWishlist { Product = line }),
            Build.Event(e => e.CartUpdated = new CartUpdated { CartId = "c", Lines = { line } }),
            Build.Event(e => e.CheckoutStarted = new CheckoutStarted { CartId = "c", Lines = { line }, Total = line.UnitPrice }),
            Build.Event(e => e.CouponApplied = new CouponApplied { CartId = "c", Coupon = "x", Discount = line.UnitPrice }),
            Completed(o => (o.Lines[0].UnitPrice, o.Total) = (line.UnitPrice, line.UnitPrice)),
            Build.Event(e => e.OrderUpdated = new OrderUpdated { OrderId = "o", Lines = { line }, Total = line.UnitPrice }),
            Build.Event(e => e.OrderRefunded = new OrderRefunded { OrderId = "o", Amount = line.UnitPrice }),
            Upserted(p => (p.Price, p.CompareAtPrice) = (line.UnitPrice, line.UnitPrice)),
        ];
        Assert.All(all, one =>
        {
            var (said, warnings) = Taken(one.Clone());
            Assert.Empty(warnings);
            Assert.DoesNotContain($"{code}\"", $"{said}".Replace("\"EUR\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains("\"EUR\"", $"{said}", StringComparison.Ordinal);
        });
    }

    [Fact]
    public void An_address_that_goes_by_the_scheme_of_its_page_is_taken()
    {
        var (said, warnings) = Taken(Added(l => (l.ImageUrl, l.ProductUrl) = ("//cdn.example/a.png", "//shop.example/p")));
        Assert.Empty(warnings);
        Assert.Equal(
            ("https://cdn.example/a.png", "https://shop.example/p"), (said.ProductAdded.Product.ImageUrl, said.ProductAdded.Product.ProductUrl));

        (said, warnings) = Taken(Upserted(p => p.ImageUrl = "//cdn.example/a.png"));
        Assert.Empty(warnings);
        Assert.Equal("https://cdn.example/a.png", said.ProductUpserted.Product.ImageUrl);

        (said, _) = Taken(Build.Event(e => e.OrderFulfilled = new OrderFulfilled { OrderId = "o", TrackingUrl = "//t.example/1" }));
        Assert.Equal("https://t.example/1", said.OrderFulfilled.TrackingUrl);
    }

    public static TheoryData<string, string> BadAddresses => new()
    {
        { "javascript:alert(1)", "FIELD_INVALID" },
        { "https:///path", "FIELD_INVALID" },
        { "///path", "FIELD_INVALID" },
        { "//", "FIELD_INVALID" },
        { "https://h/a b", "FIELD_INVALID" },
        { "/p/1", "FIELD_INVALID" },
        { "ftp://t.example", "FIELD_INVALID" },
        { "https://h/\0", "FIELD_INVALID" },
        { "https://h/" + Text(2_039), "FIELD_TOO_LONG" },
        { "//h/" + Text(2_039), "FIELD_TOO_LONG" },
    };

    [Theory]
    [MemberData(nameof(BadAddresses))]
    public void An_address_that_cannot_be_used_costs_only_itself(string address, string reason)
    {
        var orders = new (string Field, Event Sent, Func<Event, string> Left)[]
        {
            ("order_completed.lines[1].image_url",
                Completed(o => o.Lines.Add(new LineItem { ProductId = "q", ImageUrl = address })), e => e.OrderCompleted.Lines[1].ImageUrl),
            ("cart_updated.lines[0].product_url",
                Build.Event(e => e.CartUpdated = new CartUpdated { CartId = "c", Lines = { new LineItem { ProductId = "q", ProductUrl = address } } }),
                e => e.CartUpdated.Lines[0].ProductUrl),
            ("product_added.product.image_url", Added(l => l.ImageUrl = address), e => e.ProductAdded.Product.ImageUrl),
            ("product_upserted.product.product_url", Upserted(p => p.ProductUrl = address), e => e.ProductUpserted.Product.ProductUrl),
            ("order_fulfilled.tracking_url",
                Build.Event(e => e.OrderFulfilled = new OrderFulfilled { OrderId = "o", TrackingUrl = address }), e => e.OrderFulfilled.TrackingUrl),
        };
        Assert.All(orders, order =>
        {
            var (said, warnings) = Taken(order.Sent);
            Assert.Equal((order.Field, reason), (Assert.Single(warnings).Field, warnings[0].Reason));
            Assert.Equal("", order.Left(said));
        });
    }

    /// <summary>A discount, a return, and both in one.</summary>
    [Theory]
    [InlineData(-5, 0, 1)]
    [InlineData(0, -500_000_000, 1)]
    [InlineData(5, 0, -1)]
    [InlineData(-5, 0, -1)]
    public void A_line_below_zero_costs_that_line(long units, int nanos, int quantity)
    {
        var below = new LineItem { ProductId = "discount", Quantity = quantity, UnitPrice = Build.Money(units, nanos) };
        var (first, last) = (new LineItem { ProductId = "p", UnitPrice = Build.Money(10) }, new LineItem { ProductId = "q", ImageUrl = "//h/q" });
        var (said, warnings) = Taken(Completed(o =>
        {
            o.Lines.Clear();
            o.Lines.Add([first, below, last]);
        }));
        Assert.Equal(["p", "q"], said.OrderCompleted.Lines.Select(line => line.ProductId));
        Assert.Equal("https://h/q", said.OrderCompleted.Lines[1].ImageUrl);
        Assert.Equal(("order_completed.lines[1]", "FIELD_INVALID"), (Assert.Single(warnings).Field, warnings[0].Reason));

        // A cart with nothing else in it is empty.
        (said, warnings) = Taken(Build.Event(e => e.CartUpdated = new CartUpdated { CartId = "c", Lines = { below, below } }));
        Assert.Empty(said.CartUpdated.Lines);
        Assert.Equal(["cart_updated.lines[0]", "cart_updated.lines[1]"], warnings.Select(warning => warning.Field));
        Assert.Single(Taken(Build.Event(e => e.OrderUpdated = new OrderUpdated { OrderId = "o", Lines = { below }, Total = Build.Money(1) })).Warnings);
    }

    [Fact]
    public void What_is_taken_off_or_out_is_so_whatever_its_sign()
    {
        var (said, _) = Taken(Build.Event(e => e.OrderRefunded = new OrderRefunded { OrderId = "o", Amount = Build.Money(-4, -500_000_000, "eur") }));
        Assert.Equal(Build.Money(4, 500_000_000), said.OrderRefunded.Amount);
        (said, _) = Taken(Build.Event(e => e.CouponApplied = new CouponApplied { CartId = "c", Coupon = "x", Discount = Build.Money(0, -1) }));
        Assert.Equal(Build.Money(0, 1), said.CouponApplied.Discount);
        (said, _) = Taken(Build.Event(e => e.ProductRemoved = new ProductRemoved { CartId = "c", Product = new LineItem { ProductId = "p", Quantity = -3 } }));
        Assert.Equal(3, said.ProductRemoved.Product.Quantity);
    }

    [Fact]
    public void Identifiers_and_lines_are_left_out_together()
    {
        var order = Completed(o => o.Lines.Add(new LineItem { ProductId = "discount", UnitPrice = Build.Money(-1) }));
        order.Identifiers = new Identifiers { UserId = "ada", Phone = "030 1234567" };
        Assert.Equal(["order_completed.lines[1]", "identifiers.phone"], Taken(order).Warnings.Select(warning => warning.Field));
    }

    static (Event Said, IReadOnlyList<Violation> Warnings) Taken(Event sent)
    {
        var violation = EventAdmission.Admit(sent, "shop", isInternal: false, "", Now, out var pending);
        Assert.True(violation is null, $"{violation}");
        return (Event.Parser.ParseFrom(pending!.Payload), pending.Dropped);
    }
}
