using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Validation;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Tests.Admission;

public sealed class Checking_an_event
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Every documented rule: what breaks it, and the reason and field it is refused with.</summary>
    public static TheoryData<string, string, string> Breaches
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var parts in AllBreaches.Keys.Select(key => key.Split(" / ")))
                data.Add(parts[0], parts[1], parts[2]);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Breaches))]
    public void A_breach_is_refused_with_its_reason_and_field(string what, string reason, string field)
    {
        var violation = Check(AllBreaches[$"{what} / {reason} / {field}"]());
        Assert.NotNull(violation);
        Assert.Equal((reason, field), (violation.Value.Reason, violation.Value.Field));
        Assert.NotEmpty(violation.Value.Description);
    }

    [Fact]
    public void Values_at_their_limits_are_good()
    {
        foreach (var (name, make) in AtTheLimit)
            Assert.True(Check(make()) is null, $"{name}: {Check(make())}");
    }

    [Fact]
    public void Every_action_of_the_contract_has_a_rule()
    {
        foreach (var field in Event.Descriptor.Oneofs.Single().Fields)
        {
            var empty = new Event { EventId = "1", Identifiers = new Identifiers { UserId = "u" } };
            field.Accessor.SetValue(empty, field.MessageType.Parser.ParseFrom([]));
            var violation = EventRules.Check(empty, isInternal: true, Now);
            Assert.True(
                violation is null ? field.Name == "shopper_identified" : violation.Value.Field.StartsWith(field.Name, StringComparison.Ordinal),
                $"{field.Name}: {violation}");
        }
    }

    [Fact]
    public void Services_of_the_suite_may_record_internal_actions()
    {
        Assert.Null(EventRules.Check(AtTheLimit["message settled"](), isInternal: true, Now));
        Assert.Null(EventRules.Check(
            Build.Event(e => e.ConsentChanged = new ConsentChanged
            {
                Channel = Channel.Email, State = ConsentState.Unsubscribed, MessageId = Guid.NewGuid().ToString(),
            }),
            isInternal: true, Now));
    }

    static Violation? Check(Event candidate)
    {
        var isInternal = candidate.ActionCase is Event.ActionOneofCase.MessageSettled && candidate.EventId != "from-outside";
        return EventAdmission.Admit(candidate, "shop", isInternal, "", Now, out _);
    }

    static string Text(int length) => new('x', length);

    static Event Added(Action<LineItem> change)
    {
        var line = Build.Line();
        change(line);
        return Build.Event(e => e.ProductAdded = new ProductAdded { CartId = "c", Product = line });
    }

    static Event Completed(Action<OrderCompleted> change)
    {
        var order = new OrderCompleted { OrderId = "o", Lines = { Build.Line() }, Total = Build.Money(1) };
        change(order);
        return Build.Event(e => e.OrderCompleted = order);
    }

    static Event Upserted(Action<Product> change)
    {
        var made = Build.ProductUpserted();
        change(made.ProductUpserted.Product);
        return made;
    }

    static Event By(Action<Identifiers> change)
    {
        var identifiers = new Identifiers();
        change(identifiers);
        return Build.Event(identifiers);
    }

    static Event Settled(Action<MessageSettled> change)
    {
        var settled = new MessageSettled
        {
            MessageId = Guid.NewGuid().ToString(), RunId = Guid.NewGuid().ToString(), StepId = "send",
            Outcome = MessageOutcome.Sent, Channel = Channel.Email,
        };
        change(settled);
        return Build.Event(e => e.MessageSettled = settled);
    }

    static Event Consent(Action<ConsentChanged> change)
    {
        var consent = new ConsentChanged { Channel = Channel.Email, State = ConsentState.Subscribed };
        change(consent);
        return Build.Event(e => e.ConsentChanged = consent);
    }

    static Struct Nested(int depth)
    {
        var value = new Struct();
        for (var i = 1; i < depth; i++)
            value = new Struct { Fields = { ["n"] = Value.ForStruct(value) } };
        return value;
    }

    static Struct Fields(int count)
    {
        var value = new Struct();
        for (var i = 0; i < count; i++)
            value.Fields[$"f{i}"] = Value.ForNumber(i);
        return value;
    }

    static Event Cart(params Money[] prices) => Build.Event(e => e.CartUpdated = new CartUpdated
    {
        CartId = "c", Lines = { prices.Select((price, i) => new LineItem { ProductId = $"p{i}", Quantity = 1, UnitPrice = price }) },
    });

    static Event Identified(Struct traits) => Build.Event(e => e.ShopperIdentified = new ShopperIdentified { Traits = traits });

    static readonly Dictionary<string, Func<Event>> AtTheLimit = new()
    {
        ["the plainest"] = () => Build.Event(),
        ["event id of 100"] = () => Build.Event(eventId: new string('~', 100)),
        ["32 KB"] = () => Build.OfSize(32_768),
        ["ten minutes ahead"] = () => Build.Event(e => e.OccurTime = Now.AddMinutes(10).ToTimestamp()),
        ["the first day of 2000"] = () => Build.Event(e => e.OccurTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToTimestamp()),
        ["a line of all that an amount can say"] = () => Added(l => (l.Quantity, l.UnitPrice) = (1, Build.Money(long.MaxValue))),
        ["lines of all that an amount can say"] = () => Cart(Build.Money(long.MaxValue - 7), Build.Money(7)),
        ["user id of 100"] = () => By(i => i.UserId = Text(100)),
        ["user id of 100 characters outside the basic plane"] = () => By(i => i.UserId = string.Concat(Enumerable.Repeat("🛒", 100))),
        ["email of 254"] = () => By(i => i.Email = $"{Text(64)}@{Text(63)}.{Text(63)}.{Text(61)}"),
        ["email with blanks around"] = () => By(i => i.Email = "  Ada@Example.com\t"),
        ["phone of 16"] = () => By(i => i.Phone = "+491512345678901"),
        ["phone as people write it"] = () => By(i => i.Phone = "+49 (170) 123-45.67"),
        ["all identifiers"] = () => By(i =>
            (i.AnonymousId, i.UserId, i.Email, i.Phone, i.ExternalId) = ("a", "u", "a@b.c", "+4917012345", "x")),
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
        ["coupon"] = () => Build.Event(e => e.CouponApplied = new CouponApplied { CartId = "c", Coupon = Text(100), Discount = Build.Money(1) }),
        ["order of 500 lines"] = () => Completed(o => o.Lines.Add(Enumerable.Range(1, 499).Select(i => new LineItem { ProductId = $"p{i}" }))),
        ["order updated"] = () => Build.Event(e => e.OrderUpdated = new OrderUpdated { OrderId = "o", Total = Build.Money(1) }),
        ["order cancelled"] = () => Build.Event(e => e.OrderCancelled = new OrderCancelled { OrderId = "o", Reason = Text(200) }),
        ["order refunded as a whole"] = () => Build.Event(e => e.OrderRefunded = new OrderRefunded { OrderId = "o" }),
        ["order fulfilled"] = () => Build.Event(e => e.OrderFulfilled = new OrderFulfilled
        {
            OrderId = "o", TrackingNumber = Text(100), TrackingUrl = "https://t.example",
        }),
        ["product"] = () => Upserted(p =>
        {
            (p.Title, p.CompareAtPrice, p.Availability) = (Text(500), Build.Money(30), Availability.OutOfStock);
            p.Categories.Clear();
            p.Categories.Add(Enumerable.Repeat(Text(100), 20));
        }),
        ["product deleted"] = () => new Event { EventId = "1", ProductDeleted = new ProductDeleted { ProductId = Text(100) } },
        ["no traits"] = () => Build.Event(e => e.ShopperIdentified = new ShopperIdentified()),
        ["100 traits"] = () => Identified(Fields(100)),
        ["removed trait"] = () => Identified(new Struct { Fields = { ["first_name"] = Value.ForNull() } }),
        ["consent"] = () => Consent(c => c.Source = Text(200)),
        ["custom with 300 properties"] = () => Build.Custom("a" + Text(99), Fields(300)),
        ["properties 10 deep"] = () => Build.Custom(properties: Nested(10)),
        ["message settled"] = () => Settled(_ => { }),
        ["message dropped"] = () => Settled(s => (s.Outcome, s.Reason, s.Channel) = (MessageOutcome.Dropped, "NO_CONSENT", Channel.Sms)),
    };

    static readonly Dictionary<string, Func<Event>> AllBreaches = new()
    {
        ["no event id / FIELD_REQUIRED / event_id"] = () => Build.Event(eventId: ""),
        ["event id of 101 / FIELD_TOO_LONG / event_id"] = () => Build.Event(eventId: Text(101)),
        ["event id with a blank / FIELD_INVALID / event_id"] = () => Build.Event(eventId: "a b"),
        ["event id not ASCII / FIELD_INVALID / event_id"] = () => Build.Event(eventId: "ü"),
        ["event id with a control character / FIELD_INVALID / event_id"] = () => Build.Event(eventId: "a\u007f"),
        ["a byte over 32 KB / EVENT_TOO_LARGE / "] = () => Build.OfSize(32_769),
        ["more than ten minutes ahead / OCCUR_TIME_IN_FUTURE / occur_time"] =
            () => Build.Event(e => e.OccurTime = Now.AddMinutes(10).AddMicroseconds(1).ToTimestamp()),
        ["the last moment of 1999 / OCCUR_TIME_TOO_OLD / occur_time"] =
            () => Build.Event(e => e.OccurTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(-1).ToTimestamp()),
        ["a clock at its beginning / OCCUR_TIME_TOO_OLD / occur_time"] = () => Build.Event(e => e.OccurTime = new Timestamp()),
        ["the first day of all / OCCUR_TIME_TOO_OLD / occur_time"] =
            () => Build.Event(e => e.OccurTime = DateTimeOffset.MinValue.ToTimestamp()),
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
        ["an order of more than an amount can say / AMOUNT_TOO_LARGE / order_completed.lines"] =
            () => Completed(o => o.Lines.Add([
                new LineItem { ProductId = "p", UnitPrice = Build.Money(long.MaxValue) }, new LineItem { ProductId = "q", UnitPrice = Build.Money(1) }])),
        ["a time after 9999 / FIELD_INVALID / occur_time"] = () => Build.Event(e => e.OccurTime = new Timestamp { Seconds = 253_402_300_800 }),
        ["nanos of a time below 0 / FIELD_INVALID / occur_time"] = () => Build.Event(e => e.OccurTime = new Timestamp { Nanos = -1 }),
        ["no action / FIELD_REQUIRED / action"] = () => new Event { EventId = "1", Identifiers = Build.Identifiers() },
        ["no identifiers / FIELD_REQUIRED / identifiers"] = () => Build.Event(new Identifiers()),
        ["absent identifiers / FIELD_REQUIRED / identifiers"] = () => Build.Event(e => e.Identifiers = null),
        ["user id of 101 / FIELD_TOO_LONG / identifiers.user_id"] = () => By(i => i.UserId = Text(101)),
        ["anonymous id of 101 / FIELD_TOO_LONG / identifiers.anonymous_id"] = () => By(i => i.AnonymousId = Text(101)),
        ["external id of 101 / FIELD_TOO_LONG / identifiers.external_id"] = () => By(i => i.ExternalId = Text(101)),
        ["blank user id / FIELD_INVALID / identifiers.user_id"] = () => By(i => i.UserId = " "),
        ["user id with U+0000 / FIELD_INVALID / identifiers.user_id"] = () => By(i => i.UserId = "a\0b"),
        ["email of 255 / FIELD_TOO_LONG / identifiers.email"] = () => By(i => i.Email = $"{Text(245)}@ab.exampl"),
        ["blank email / FIELD_INVALID / identifiers.email"] = () => By(i => i.Email = " "),
        ["email without @ / FIELD_INVALID / identifiers.email"] = () => By(i => i.Email = "ada.example.com"),
        ["two emails / FIELD_INVALID / identifiers.email"] = () => By(i => i.Email = "a@b.c,d@e.f"),
        ["email of a line break / FIELD_INVALID / identifiers.email"] = () => By(i => i.Email = "a@b.c\nBcc: d"),
        ["phone without + / FIELD_INVALID / identifiers.phone"] = () => By(i => i.Phone = "0170 1234567"),
        ["phone beginning with 0 / FIELD_INVALID / identifiers.phone"] = () => By(i => i.Phone = "+01701234567"),
        ["phone of 17 / FIELD_INVALID / identifiers.phone"] = () => By(i => i.Phone = "+1234567890123456"),
        ["phone with letters / FIELD_INVALID / identifiers.phone"] = () => By(i => i.Phone = "+49170CALLME"),
        ["identifiers of a product / FIELD_INVALID / identifiers"] = () => Upserted(_ => { }, Build.Identifiers()),
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
        ["currency in lower case / FIELD_INVALID / product_added.product.unit_price.currency_code"] =
            () => Added(l => l.UnitPrice = Build.Money(1, currency: "eur")),
        ["currency of four letters / FIELD_INVALID / product_added.product.unit_price.currency_code"] =
            () => Added(l => l.UnitPrice = Build.Money(1, currency: "EURO")),
        ["nanos of a billion / FIELD_INVALID / product_added.product.unit_price.nanos"] =
            () => Added(l => l.UnitPrice = Build.Money(1, 1_000_000_000)),
        ["nanos of the other sign / FIELD_INVALID / product_added.product.unit_price.nanos"] =
            () => Added(l => l.UnitPrice = Build.Money(1, -1)),
        ["negative price / FIELD_INVALID / product_added.product.unit_price"] = () => Added(l => l.UnitPrice = Build.Money(-1)),
        ["price just below 0 / FIELD_INVALID / product_added.product.unit_price"] = () => Added(l => l.UnitPrice = Build.Money(0, -1)),
        ["address of 2,049 / FIELD_TOO_LONG / product_added.product.image_url"] = () => Added(l => l.ImageUrl = "https://h/" + Text(2_039)),
        ["address of a script / FIELD_INVALID / product_added.product.product_url"] = () => Added(l => l.ProductUrl = "javascript:alert(1)"),
        ["address without host / FIELD_INVALID / product_added.product.product_url"] = () => Added(l => l.ProductUrl = "https:///path"),
        ["address with a blank / FIELD_INVALID / product_added.product.product_url"] = () => Added(l => l.ProductUrl = "https://h/a b"),
        ["relative address / FIELD_INVALID / product_added.product.product_url"] = () => Added(l => l.ProductUrl = "/p/1"),
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
        ["negative discount / FIELD_INVALID / coupon_applied.discount"] =
            () => Build.Event(e => e.CouponApplied = new CouponApplied { CartId = "c", Coupon = "x", Discount = Build.Money(-1) }),
        ["empty wish / FIELD_REQUIRED / product_added_to_wishlist.product"] =
            () => Build.Event(e => e.ProductAddedToWishlist = new ProductAddedToWishlist()),
        ["no order id / FIELD_REQUIRED / order_completed.order_id"] = () => Completed(o => o.OrderId = ""),
        ["order without lines / FIELD_REQUIRED / order_completed.lines"] = () => Completed(o => o.Lines.Clear()),
        ["order of 501 lines / FIELD_TOO_LONG / order_completed.lines"] =
            () => Completed(o => o.Lines.Add(Enumerable.Range(1, 500).Select(i => new LineItem { ProductId = $"p{i}" }))),
        ["order without total / FIELD_REQUIRED / order_completed.total"] = () => Completed(o => o.Total = null),
        ["order's cart id of 101 / FIELD_TOO_LONG / order_completed.cart_id"] = () => Completed(o => o.CartId = Text(101)),
        ["order's checkout id of 101 / FIELD_TOO_LONG / order_completed.checkout_id"] = () => Completed(o => o.CheckoutId = Text(101)),
        ["total in lower case / FIELD_INVALID / order_completed.total.currency_code"] =
            () => Completed(o => o.Total = Build.Money(1, currency: "eur")),
        ["updated order without total / FIELD_REQUIRED / order_updated.total"] =
            () => Build.Event(e => e.OrderUpdated = new OrderUpdated { OrderId = "o" }),
        ["reason of 201 / FIELD_TOO_LONG / order_cancelled.reason"] =
            () => Build.Event(e => e.OrderCancelled = new OrderCancelled { OrderId = "o", Reason = Text(201) }),
        ["negative refund / FIELD_INVALID / order_refunded.amount"] =
            () => Build.Event(e => e.OrderRefunded = new OrderRefunded { OrderId = "o", Amount = Build.Money(-1) }),
        ["tracking number of 101 / FIELD_TOO_LONG / order_fulfilled.tracking_number"] =
            () => Build.Event(e => e.OrderFulfilled = new OrderFulfilled { OrderId = "o", TrackingNumber = Text(101) }),
        ["tracking address of ftp / FIELD_INVALID / order_fulfilled.tracking_url"] =
            () => Build.Event(e => e.OrderFulfilled = new OrderFulfilled { OrderId = "o", TrackingUrl = "ftp://t.example" }),
        ["product without a product / FIELD_REQUIRED / product_upserted.product"] =
            () => new Event { EventId = "1", ProductUpserted = new ProductUpserted() },
        ["product without id / FIELD_REQUIRED / product_upserted.product.product_id"] = () => Upserted(p => p.ProductId = ""),
        ["product without title / FIELD_REQUIRED / product_upserted.product.title"] = () => Upserted(p => p.Title = ""),
        ["product without price / FIELD_REQUIRED / product_upserted.product.price"] = () => Upserted(p => p.Price = null),
        ["negative former price / FIELD_INVALID / product_upserted.product.compare_at_price"] =
            () => Upserted(p => p.CompareAtPrice = Build.Money(-1)),
        ["unknown availability / FIELD_INVALID / product_upserted.product.availability"] =
            () => Upserted(p => p.Availability = (Availability)9),
        ["21 categories / FIELD_TOO_LONG / product_upserted.product.categories"] =
            () => Upserted(p => p.Categories.Add(Enumerable.Repeat("c", 20))),
        ["category of 101 / FIELD_TOO_LONG / product_upserted.product.categories[1]"] = () => Upserted(p => p.Categories.Add(Text(101))),
        ["deleted product without id / FIELD_REQUIRED / product_deleted.product_id"] =
            () => new Event { EventId = "1", ProductDeleted = new ProductDeleted() },
        ["101 traits / FIELD_TOO_LONG / shopper_identified.traits"] = () => Identified(Fields(101)),
        ["trait that is no number / FIELD_INVALID / shopper_identified.traits.age"] =
            () => Identified(new Struct { Fields = { ["age"] = Value.ForNumber(double.NaN) } }),
        ["trait without value / FIELD_INVALID / shopper_identified.traits.age"] =
            () => Identified(new Struct { Fields = { ["age"] = new Value() } }),
        ["trait without a name / FIELD_INVALID / shopper_identified.traits"] =
            () => Identified(new Struct { Fields = { [""] = Value.ForString("x") } }),
        ["nested property without a name / FIELD_INVALID / custom.properties.list.n"] = () => Build.Custom(properties: new Struct
        {
            Fields =
            {
                ["list"] = Value.ForList(Value.ForStruct(new Struct
                {
                    Fields = { ["n"] = Value.ForStruct(new Struct { Fields = { [""] = Value.ForNull() } }) },
                })),
            },
        }),
        ["name of a trait with U+0000 / FIELD_INVALID / shopper_identified.traits"] =
            () => Identified(new Struct { Fields = { ["a\0"] = Value.ForNull() } }),
        ["nested text with U+0000 / FIELD_INVALID / shopper_identified.traits.home.city"] = () => Identified(new Struct
        {
            Fields = { ["home"] = Value.ForStruct(new Struct { Fields = { ["city"] = Value.ForString("\0") } }) },
        }),
        ["no channel / FIELD_REQUIRED / consent_changed.channel"] = () => Consent(c => c.Channel = Channel.Unspecified),
        ["unknown channel / FIELD_INVALID / consent_changed.channel"] = () => Consent(c => c.Channel = (Channel)99),
        ["no state / FIELD_REQUIRED / consent_changed.state"] = () => Consent(c => c.State = ConsentState.Unspecified),
        ["unknown state / FIELD_INVALID / consent_changed.state"] = () => Consent(c => c.State = (ConsentState)99),
        ["source of 201 / FIELD_TOO_LONG / consent_changed.source"] = () => Consent(c => c.Source = Text(201)),
        ["message of a shop / SERVICE_CREDENTIAL_REQUIRED / consent_changed.message_id"] =
            () => Consent(c => c.MessageId = Guid.NewGuid().ToString()),
        ["no name / FIELD_REQUIRED / custom.name"] = () => Build.Custom(""),
        ["name of 101 / FIELD_TOO_LONG / custom.name"] = () => Build.Custom(Text(101)),
        ["name in upper case / FIELD_INVALID / custom.name"] = () => Build.Custom("Quiz"),
        ["name beginning with a digit / FIELD_INVALID / custom.name"] = () => Build.Custom("1quiz"),
        ["name with a dash / FIELD_INVALID / custom.name"] = () => Build.Custom("quiz-finished"),
        ["name of a typed action / FIELD_INVALID / custom.name"] = () => Build.Custom("order_completed"),
        ["301 properties / FIELD_TOO_LONG / custom.properties"] = () => Build.Custom(properties: Fields(301)),
        ["301 properties, one of them inside / FIELD_TOO_LONG / custom.properties"] = () =>
        {
            var fields = Fields(299);
            fields.Fields["inner"] = Value.ForStruct(Fields(1));
            return Build.Custom(properties: fields);
        },
        ["properties 11 deep / FIELD_INVALID / custom.properties.n.n.n.n.n.n.n.n.n.n"] = () => Build.Custom(properties: Nested(11)),
        ["list 11 deep / FIELD_INVALID / custom.properties.list"] = () =>
        {
            var list = Value.ForList();
            for (var i = 0; i < 10; i++)
                list = Value.ForList(list);
            return Build.Custom(properties: new Struct { Fields = { ["list"] = list } });
        },
        ["settled by a shop / SERVICE_CREDENTIAL_REQUIRED / message_settled"] = () =>
        {
            var settled = Settled(_ => { });
            settled.EventId = "from-outside";
            return settled;
        },
        ["no message / FIELD_REQUIRED / message_settled.message_id"] = () => Settled(s => s.MessageId = ""),
        ["message that is no UUID / FIELD_INVALID / message_settled.message_id"] = () => Settled(s => s.MessageId = "1"),
        ["no run / FIELD_REQUIRED / message_settled.run_id"] = () => Settled(s => s.RunId = ""),
        ["no step / FIELD_REQUIRED / message_settled.step_id"] = () => Settled(s => s.StepId = ""),
        ["no outcome / FIELD_REQUIRED / message_settled.outcome"] = () => Settled(s => s.Outcome = MessageOutcome.Unspecified),
        ["no channel of a message / FIELD_REQUIRED / message_settled.channel"] = () => Settled(s => s.Channel = Channel.Unspecified),
    };

    static Event Upserted(Action<Product> change, Identifiers identifiers)
    {
        var made = Upserted(change);
        made.Identifiers = identifiers;
        return made;
    }
}
