namespace Automation.Conditions.Tests;

public class Evaluating_a_condition
{
    readonly Shopper _shopper = new();

    [Theory]
    // Whole numbers, decimals, doubles.
    [InlineData("profile.order_summary.order_count == 3", true)]
    [InlineData("profile.order_summary.order_count > 2.5", true)]
    [InlineData("profile.order_summary.order_count < 3.0", false)]
    [InlineData("3 <= profile.order_summary.order_count", true)]
    [InlineData("profile.traits.points > 12", true)]
    [InlineData("profile.traits.points == 12.5", true)]
    [InlineData("profile.traits.points >= -1", true)]
    [InlineData("profile.traits.points < profile.order_summary.order_count", false)]
    // Texts, as they are unless folded.
    [InlineData("profile.traits.city == \"Berlin\"", true)]
    [InlineData("profile.traits.city == \"berlin\"", false)]
    [InlineData("fold(profile.traits.city) == \"bERLIN\"", true)]
    [InlineData("profile.traits.city in [\"Bonn\", \"Berlin\"]", true)]
    [InlineData("profile.traits.city in [\"bonn\", \"berlin\"]", false)]
    [InlineData("fold(profile.traits.city) in [\"bonn\", \"berlin\"]", true)]
    [InlineData("profile.email.contains(\"@\")", true)]
    [InlineData("profile.email.endsWith(\"shop.example\")", false)]
    [InlineData("fold(profile.email).endsWith(\"shop.example\")", true)]
    [InlineData("profile.email.startsWith(\"Ada\")", true)]
    [InlineData("profile.traits[\"first name\"] == 'Ada'", true)]
    // Flags and enums.
    [InlineData("profile.traits.vip", true)]
    [InlineData("!profile.traits.vip", false)]
    [InlineData("profile.traits.vip == false", false)]
    [InlineData("cart.state == \"CART_STATE_ACTIVE\"", true)]
    [InlineData("cart.state in [\"CART_STATE_EMPTIED\", \"CART_STATE_ORDERED\"]", false)]
    // Lists.
    [InlineData("event.lines.exists(l, l.quantity > 1 && l.product_id == \"shoe\")", true)]
    [InlineData("event.lines.exists(l, l.quantity > 1 && l.product_id == \"sock\")", false)]
    [InlineData("event.lines.all(l, l.quantity >= 1)", true)]
    [InlineData("event.lines.all(l, l.unit_price > money(\"1 EUR\"))", false)]
    [InlineData("event.lines.exists(l, cart.lines.all(c, c.product_id != l.product_id))", true)]
    [InlineData("size(event.lines) == 2", true)]
    [InlineData("amount(event.total) == 49.90", true)]
    [InlineData("amount(event.total) > 49.899999999", true)]
    [InlineData("amount(event.total) > 49", true)]
    [InlineData("amount(event.total) in [1, 49.9]", true)]
    [InlineData("amount(cart.subtotal) < 1", false)]
    [InlineData("event.lines.all(l, amount(l.unit_price) >= 9)", true)]
    [InlineData("size(profile.traits.tags) == 3", true)]
    [InlineData("\"b\" in profile.traits.tags", true)]
    [InlineData("3 in profile.traits.tags", true)]
    [InlineData("fold(\"B\") in profile.traits.tags", true)]
    [InlineData("profile.traits.tags.contains_any([\"x\", \"b\"])", true)]
    [InlineData("profile.traits.tags.contains_all([\"a\", \"b\"])", true)]
    [InlineData("profile.traits.tags.contains_all([\"a\", \"x\"])", false)]
    [InlineData("profile.traits.tags.exists(t, t == \"a\")", true)]
    [InlineData("profile.traits.pets.exists(p, p.kind == \"dog\")", true)]
    // How they are put together.
    [InlineData("true && !false", true)]
    [InlineData("false || profile.traits.points > 1 && true", true)]
    public void Compares_what_is_there(string text, bool holds) => Assert.Equal(holds, _shopper.Holds(text));

    [Theory]
    [InlineData("event.total == money(\"49.90 EUR\")", true)]
    [InlineData("event.total > money(\"49.89 EUR\")", true)]
    [InlineData("event.total >= money(\"50 EUR\")", false)]
    [InlineData("event.total in [money(\"1 EUR\"), money(\"49.9 EUR\")]", true)]
    [InlineData("event.total.currency_code == \"EUR\"", true)]
    [InlineData("profile.traits.saved == money(\"49.90 EUR\")", true)]
    // Another currency is neither equal, nor smaller, nor greater.
    [InlineData("event.total == money(\"49.90 USD\")", false)]
    [InlineData("event.total != money(\"49.90 USD\")", true)]
    [InlineData("event.total < money(\"1000 USD\")", false)]
    [InlineData("event.total >= money(\"1 USD\")", false)]
    [InlineData("!(event.total >= money(\"1 USD\"))", true)]
    public void Never_compares_amounts_without_their_currencies(string text, bool holds) => Assert.Equal(holds, _shopper.Holds(text));

    [Theory]
    [InlineData("profile.traits.nowhere == \"a\"", false)]
    [InlineData("profile.traits.nowhere != \"a\"", true)]
    [InlineData("!(profile.traits.nowhere == \"a\")", true)]
    [InlineData("profile.traits.nowhere < 5", false)]
    [InlineData("profile.traits.nowhere >= 5", false)]
    [InlineData("profile.traits.nothing == \"a\"", false)]
    [InlineData("has(profile.traits.nothing)", false)]
    [InlineData("profile.traits.nowhere.deeper.still == 1", false)]
    [InlineData("profile.traits.city.deeper == 1", false)]
    [InlineData("profile.traits.nowhere in [\"a\"]", false)]
    [InlineData("profile.traits.nowhere.contains(\"\")", false)]
    [InlineData("profile.traits.nowhere.exists(x, true)", false)]
    [InlineData("profile.traits.nowhere.all(x, false)", true)]
    [InlineData("profile.traits.nowhere.contains_any([\"a\"])", false)]
    [InlineData("size(profile.traits.nowhere) == 0", true)]
    [InlineData("profile.traits.nowhere.in_last(\"3650d\")", false)]
    [InlineData("profile.order_summary.first_order_time < now()", false)]
    [InlineData("profile.order_summary.first_order_time == profile.order_summary.first_order_time", false)]
    // Of another kind than what it is compared with.
    [InlineData("profile.traits.city > 5", false)]
    [InlineData("profile.traits.city != 5", true)]
    [InlineData("profile.traits.city == timestamp(\"2026-01-01T00:00:00Z\")", false)]
    // Presence, and the value instead.
    [InlineData("has(profile.email)", true)]
    [InlineData("has(profile.phone)", false)]
    [InlineData("has(profile.order_summary)", true)]
    [InlineData("has(event.lines)", true)]
    [InlineData("has(profile.orders)", false)]
    [InlineData("profile.traits.nowhere.orValue(7) > 5", true)]
    [InlineData("profile.traits.points.orValue(7) > 12", true)]
    [InlineData("profile.phone.orValue(\"none\") == \"none\"", true)]
    [InlineData("fold(profile.traits.nowhere).contains(\"\")", false)]
    public void Says_that_nothing_holds_of_what_is_absent(string text, bool holds) => Assert.Equal(holds, _shopper.Holds(text));

    [Theory]
    [InlineData("MÜNCHEN", "münchen", true)]
    [InlineData("ΑΘΉΝΑ", "αθήνα", true)]
    [InlineData("Straße", "STRASSE", false)]
    [InlineData("Zoë", "Zoe", false)]
    [InlineData("I", "ı", false)]
    public void Folds_letter_by_letter_without_a_locale(string value, string other, bool isEqual)
    {
        var shopper = new Shopper { Profile = new Segmentation.V1.Profile { Email = value } };

        Assert.Equal(isEqual, shopper.Holds($"fold(profile.email) == \"{other}\""));
        Assert.Equal(isEqual, shopper.Holds($"\"{other}\" == fold(profile.email)"));
        Assert.Equal(isEqual, shopper.Holds($"fold(profile.email) in [\"{other}\"]"));
        Assert.Equal(isEqual, shopper.Holds($"fold(profile.email).contains(\"{other}\")"));
    }

    [Theory]
    [InlineData("profile.email == \"a\"", false)]
    [InlineData("profile.email != \"a\"", true)]
    [InlineData("has(profile.email)", false)]
    [InlineData("profile.orders.all(o, false)", true)]
    public void Takes_a_root_that_is_absent_for_nothing(string text, bool holds) =>
        Assert.Equal(holds, new Shopper { Profile = null }.Holds(text));
}
