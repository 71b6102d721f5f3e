using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Definitions;

/// <summary>The form before there was one condition language: what was put then means what it meant.</summary>
public sealed class Comparing_a_field
{
    static readonly Cart s_cart = new()
    {
        CartId = "c1",
        State = CartState.Checkout,
        Lines = { A.Line("mug", 2), A.Line("bowl") },
        Subtotal = new Money { CurrencyCode = "GBP", Units = 49, Nanos = 900_000_000 },
        ActivityTime = A.Start.ToTimestamp(),
        Coupon = "SPRING",
    };

    static readonly Profile s_profile = new()
    {
        Email = "a@b.example",
        Carts = { s_cart, new Cart { CartId = "c2", State = CartState.Ordered } },
        Consents =
        {
            new Consent { Channel = Channel.Email, State = ConsentState.Unsubscribed, Address = "old@b.example" },
            new Consent { Channel = Channel.Email, State = ConsentState.Subscribed, Address = "a@b.example" },
        },
        OrderSummary = new OrderSummary
        {
            OrderCount = 3,
            NetTotals = { new Money { CurrencyCode = "GBP", Units = 5 }, new Money { CurrencyCode = "EUR", Units = 99, Nanos = 600_000_000 } },
        },
        Traits = Struct.Parser.ParseJson("""{"country":"GB","vip":true,"age":41,"address":{"city":"York"}}"""),
    };

    static readonly Event s_custom = A.Custom("quiz_done", ("score", Value.ForNumber(7)), ("cart_id", Value.ForString("c1")));

    static ConditionScope Everything => new(s_custom.Custom, s_profile, s_cart, A.Start);

    [Theory]
    [InlineData("cart.lines.count", "EQUAL", "2", true)]
    [InlineData("cart.lines.count", "GREATER", "2", false)]
    [InlineData("cart.lines.count", "GREATER_OR_EQUAL", "2", true)]
    [InlineData("cart.lines.count", "LESS", "3", true)]
    [InlineData("cart.lines.count", "LESS_OR_EQUAL", "1", false)]
    [InlineData("cart.lines.count", "NOT_EQUAL", "2", false)]
    [InlineData("cart.lines.count", "IN", "[1, 2]", true)]
    [InlineData("cart.state", "EQUAL", "\"CART_STATE_CHECKOUT\"", true)]
    [InlineData("cart.state", "IN", "[\"CART_STATE_ACTIVE\", \"CART_STATE_ORDERED\"]", false)]
    [InlineData("cart.state", "NOT_EQUAL", "\"CART_STATE_ACTIVE\"", true)]
    [InlineData("cart.coupon", "EQUAL", "\"SPRING\"", true)]
    [InlineData("cart.coupon", "IN", "[\"A\", \"B\"]", false)]
    [InlineData("cart.subtotal", "EQUAL", "\"49.90\"", true)]
    [InlineData("cart.subtotal", "EQUAL", "49.9", true)]
    [InlineData("cart.subtotal", "GREATER", "\"49.899999999\"", true)]
    [InlineData("cart.subtotal", "LESS", "\"49.900000001\"", true)]
    [InlineData("cart.subtotal", "GREATER", "49.9", false)]
    [InlineData("cart.subtotal.currency_code", "EQUAL", "\"GBP\"", true)]
    [InlineData("cart.subtotal", "IN", "[\"49.90\", 7]", true)]
    [InlineData("cart.subtotal.units", "EQUAL", "49", true)]
    [InlineData("cart.subtotal.units", "EQUAL", "50", false)]
    [InlineData("cart.subtotal.units", "GREATER", "48.5", true)]
    [InlineData("cart.subtotal.units", "GREATER", "49", false)]
    [InlineData("cart.subtotal.units", "GREATER_OR_EQUAL", "49", true)]
    [InlineData("cart.subtotal.units", "LESS", "49.5", true)]
    [InlineData("cart.subtotal.units", "LESS", "49", false)]
    [InlineData("cart.subtotal.units", "LESS_OR_EQUAL", "49", true)]
    [InlineData("cart.subtotal.units", "NOT_EQUAL", "49", false)]
    [InlineData("cart.subtotal.units", "IN", "[48, 49]", true)]
    [InlineData("cart.subtotal.units", "EQUAL", "49.5", false)]
    [InlineData("cart.activity_time", "LESS", "\"2026-01-05T09:00:01Z\"", true)]
    [InlineData("cart.activity_time", "EQUAL", "\"2026-01-05T10:00:00+01:00\"", true)]
    [InlineData("cart.lines.product_id", "EQUAL", "\"bowl\"", true)]
    [InlineData("cart.lines.product_id", "EQUAL", "\"pot\"", false)]
    [InlineData("cart.lines.product_id", "NOT_EQUAL", "\"bowl\"", false)]
    [InlineData("cart.lines.unit_price", "GREATER", "10", false)]
    [InlineData("profile.carts.lines.product_id", "IN", "[\"mug\"]", true)]
    [InlineData("profile.carts.lines.count", "GREATER", "1", true)]
    [InlineData("profile.carts.lines.count", "EQUAL", "0", true)]
    [InlineData("profile.order_summary.net_totals", "GREATER", "99.5", true)]
    [InlineData("profile.order_summary.net_totals.currency_code", "EQUAL", "\"EUR\"", true)]
    [InlineData("profile.orders.count", "EQUAL", "0", true)]
    [InlineData("profile.traits.age", "LESS", "1e25", true)]
    [InlineData("profile.traits.age", "IN", "[40.5, 41]", true)]
    [InlineData("profile.carts.state", "EQUAL", "\"CART_STATE_ORDERED\"", true)]
    [InlineData("profile.carts.count", "EQUAL", "2", true)]
    [InlineData("profile.order_summary.order_count", "EQUAL", "3", true)]
    [InlineData("profile.order_summary.last_order_time", "GREATER", "\"2020-01-01T00:00:00Z\"", false)]
    [InlineData("profile.order_summary.last_order_time", "NOT_EQUAL", "\"2020-01-01T00:00:00Z\"", true)]
    [InlineData("profile.traits.country", "IN", "[\"GB\", \"IE\"]", true)]
    [InlineData("profile.traits.country", "EQUAL", "7", false)]
    [InlineData("profile.traits.vip", "EQUAL", "true", true)]
    [InlineData("profile.traits.age", "GREATER", "40", true)]
    [InlineData("profile.traits.address.city", "EQUAL", "\"York\"", true)]
    [InlineData("profile.traits.address.city.street", "EQUAL", "\"York\"", false)]
    [InlineData("profile.traits.nothing", "EQUAL", "\"York\"", false)]
    [InlineData("profile.traits.nothing", "NOT_EQUAL", "\"York\"", true)]
    [InlineData("profile.consents.state", "EQUAL", "\"CONSENT_STATE_SUBSCRIBED\"", true)]
    [InlineData("profile.consents.state", "EQUAL", "\"CONSENT_STATE_UNSUBSCRIBED\"", true)]
    [InlineData("profile.consents.state", "NOT_EQUAL", "\"CONSENT_STATE_UNSUBSCRIBED\"", false)]
    [InlineData("profile.consents.channel", "EQUAL", "\"CHANNEL_SMS\"", false)]
    [InlineData("profile.consents.address", "EQUAL", "\"old@b.example\"", true)]
    [InlineData("profile.consents.count", "EQUAL", "2", true)]
    [InlineData("profile.phone", "EQUAL", "\"\"", true)]
    [InlineData("event.properties.score", "GREATER_OR_EQUAL", "7", true)]
    [InlineData("event.properties.score", "LESS", "7", false)]
    [InlineData("event.name", "EQUAL", "\"quiz_done\"", true)]
    public void Answers_what_it_says(string field, string op, string value, bool expected)
    {
        var comparison = Comparison(field, op, value);
        Assert.Equal(expected, Holds(new Condition { Compare = comparison }, Everything));
        Assert.Equal(!expected, Holds(new Condition { Not = new Condition { Compare = comparison } }, Everything));
    }

    [Fact]
    public void What_is_absent_equals_nothing()
    {
        var nobody = new ConditionScope(null, null, null, A.Start);
        Assert.False(Holds(new Condition { Compare = Comparison("cart.lines.count", "EQUAL", "0") }, nobody));
        Assert.True(Holds(new Condition { Compare = Comparison("cart.lines.count", "NOT_EQUAL", "0") }, nobody));
        Assert.False(Holds(new Condition { Compare = Comparison("cart.subtotal", "LESS", "1") }, new(null, null, new Cart(), A.Start)));
        Assert.False(Holds(new Condition { Compare = Comparison("cart.subtotal.units", "LESS", "1") }, new(null, null, new Cart(), A.Start)));
        Assert.False(Holds(new Condition { Compare = Comparison("profile.email", "EQUAL", "\"\"") }, nobody));
        Assert.True(Holds(new Condition { Compare = Comparison("profile.email", "NOT_EQUAL", "\"x\"") }, nobody));
    }

    [Theory]
    [InlineData(true, true, true, true)]
    [InlineData(true, false, false, true)]
    [InlineData(false, false, false, false)]
    public void All_and_any_combine(bool left, bool right, bool all, bool any)
    {
        Condition Constant(bool value) => new() { Compare = Comparison("cart.lines.count", value ? "EQUAL" : "NOT_EQUAL", "2") };
        var list = new ConditionList { Conditions = { Constant(left), Constant(right) } };
        var scope = Everything;
        Assert.Equal(all, Holds(new Condition { All = list }, scope));
        Assert.Equal(any, Holds(new Condition { Any = list }, scope));
    }

    static Comparison Comparison(string field, string op, string value) => WorkflowEngine.V1.Comparison.Parser.ParseJson(
        $$"""{"field":"{{field}}","op":"OPERATOR_{{op}}","value":{{value}}}""");

    static bool Holds(Condition condition, ConditionScope scope)
    {
        var violations = new ViolationList();
        var compiled = new ConditionCompiler("quiz_done", hasCart: true, new FieldReads(), violations).Compile(condition, "filter");
        Assert.Empty(violations.Found);
        return compiled(scope);
    }
}
