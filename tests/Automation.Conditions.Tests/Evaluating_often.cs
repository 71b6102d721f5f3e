using Google.Protobuf;

namespace Automation.Conditions.Tests;

public class Evaluating_often
{
    [Theory]
    [InlineData("profile.traits.city == \"Berlin\" && event.total >= money(\"40 EUR\") && profile.order_summary.last_order_time.in_last(\"60d\")")]
    [InlineData("event.lines.exists(l, l.quantity > 5 || l.unit_price > money(\"50 EUR\")) || fold(profile.email).endsWith(\"SHOP.EXAMPLE\")")]
    [InlineData("profile.traits.tags.contains_all([\"a\", \"b\"]) && profile.order_summary.order_count in [1, 2, 3] && cart.state == \"CART_STATE_ACTIVE\"")]
    [InlineData("amount(event.total) > 49 && amount(event.total) in [12.5, 49.9]")]
    [InlineData("profile.traits.points.orValue(0) > 2.5 && profile.traits.birthday.anniversary_in_days(-30, 30, \"Europe/Berlin\") && !has(profile.phone)")]
    public void Allocates_nothing(string text)
    {
        var shopper = new Shopper();
        var condition = Shopper.Compile(text);
        // Whatever the first evaluations bring about: static state, compilation.
        for (var turn = 0; turn < 100; turn++)
            Assert.True(condition.Holds([shopper.Event, shopper.Profile, shopper.Cart], Shopper.Now));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var held = 0;
        for (var turn = 0; turn < 1_000; turn++)
            held += Holds(condition, shopper) ? 1 : 0;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((1_000, 0L), (held, allocated));
    }

    static bool Holds(CompiledCondition condition, Shopper shopper)
    {
        ReadOnlySpan<IMessage?> roots = [shopper.Event, shopper.Profile, shopper.Cart];
        return condition.Holds(roots, Shopper.Now);
    }
}
