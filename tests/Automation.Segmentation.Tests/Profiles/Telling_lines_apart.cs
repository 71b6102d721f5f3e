using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

/// <summary>Several lines of one product: with a discount, as a gift, or with SKUs in place of variants.</summary>
public sealed class Telling_lines_apart
{
    [Fact]
    public void Stated_lines_stay_as_they_are_stated_and_the_sum_is_of_them()
    {
        LineItem[] lines =
        [
            Line("a", 2, Gbp(10)), Line("a", 1, Gbp(0)), Line("b", 1, Gbp(4), "s"), Line("b", 1, Gbp(4), "s"),
            Sku("d", "red", Gbp(1)), Sku("d", "blue", Gbp(2)),
        ];
        var journal = new Journal().Replace("c", lines).Checkout("k", lines).Add("sold", Line("never")).Order("o", "sold", Gbp(1), lines);
        foreach (var cart in new[] { "c", "k", "sold" })
        {
            Assert.Equal(lines, journal.Cart(cart).Lines);
            Assert.Equal(Gbp(31), journal.Cart(cart).Subtotal);
        }
    }

    [Fact]
    public void The_same_lines_in_another_order_are_the_same()
    {
        var journal = new Journal().Replace("c", Line("a", 1, Gbp(10)), Line("a", 1, Gbp(0)), Line("a", 1, Gbp(0)));
        journal.Replace("c", Line("a", 1, Gbp(0)), Line("a", 1, Gbp(10)), Line("a", 1, Gbp(0)));
        Assert.Equal(TimeOf(1), journal.Cart("c").ActivityTime);
        journal.Replace("c", Line("a", 1, Gbp(0)), Line("a", 1, Gbp(10)), Line("a", 1, Gbp(10)));
        Assert.Equal(TimeOf(3), journal.Cart("c").ActivityTime);
    }

    [Fact]
    public void More_of_it_adds_up_with_the_line_at_its_price_or_else_is_a_line_of_its_own()
    {
        var journal = new Journal().Replace("c", Line("a", 1, Gbp(10)), Line("a", 1, Gbp(0)));
        journal.Add("c", Line("a", 2, Gbp(0)));
        Assert.Equal([Line("a", 1, Gbp(10)), Line("a", 3, Gbp(0))], journal.Cart("c").Lines);
        journal.Add("c", Line("a", 1, Gbp(7)));
        Assert.Equal([Line("a", 1, Gbp(10)), Line("a", 3, Gbp(0)), Line("a", 1, Gbp(7))], journal.Cart("c").Lines);
        // Without a price it is more of the first.
        journal.Add("c", Line("a", 1));
        Assert.Equal([Line("a", 2, Gbp(10)), Line("a", 3, Gbp(0)), Line("a", 1, Gbp(7))], journal.Cart("c").Lines);
    }

    [Fact]
    public void Another_sku_is_another_line_and_none_is_any()
    {
        var journal = new Journal().Add("c", Sku("d", "red", Gbp(1))).Add("c", Sku("d", "blue", Gbp(2))).Add("c", Sku("d", "red", Gbp(3)));
        Assert.Equal(["red 2", "blue 1"], journal.Cart("c").Lines.Select(line => $"{line.Sku} {line.Quantity}"));
        Assert.Equal(Gbp(8), journal.Cart("c").Subtotal);
        journal.Remove("c", Sku("d", "blue"));
        Assert.Equal(["red 2"], journal.Cart("c").Lines.Select(line => $"{line.Sku} {line.Quantity}"));
        // Where no line has it, it tells nothing.
        journal.Remove("c", Sku("d", "green"));
        Assert.Equal(["red 1"], journal.Cart("c").Lines.Select(line => $"{line.Sku} {line.Quantity}"));
    }

    [Fact]
    public void Taken_out_goes_first_what_has_the_price_that_is_said_else_the_cheapest()
    {
        var journal = new Journal().Replace("c", Line("a", 2, Gbp(10)), Line("a", 2, Gbp(0)), Line("a", 2, Gbp(7)));
        journal.Remove("c", Line("a", 1, Gbp(7)));
        Assert.Equal([Line("a", 2, Gbp(10)), Line("a", 2, Gbp(0)), Line("a", 1, Gbp(7))], journal.Cart("c").Lines);
        journal.Remove("c", Line("a", 1));
        Assert.Equal([Line("a", 2, Gbp(10)), Line("a", 1, Gbp(0)), Line("a", 1, Gbp(7))], journal.Cart("c").Lines);
        // What one line has not, the next has.
        journal.Remove("c", Line("a", 3));
        Assert.Equal([Line("a", 1, Gbp(10))], journal.Cart("c").Lines);
        journal.Remove("c", Line("a", 9));
        Assert.Equal(CartState.Emptied, journal.Cart("c").State);
    }

    [Fact]
    public void An_order_without_a_cart_takes_of_all_lines_whatever_it_calls_them()
    {
        var journal = new Journal().Replace("c", Line("a", 1, Gbp(10)), Line("a", 1, Gbp(0)), Sku("d", "red", Gbp(1)), Sku("d", "blue", Gbp(2)))
            .Order("o", "", Gbp(1), Line("a", 2, Gbp(9)), Sku("d", "4711"), Sku("d", "4712"));
        Assert.Equal((CartState.Ordered, "o"), (journal.Cart("c").State, journal.Cart("c").OrderId));

        var left = new Journal().Replace("c", Sku("d", "red", Gbp(1)), Sku("d", "blue", Gbp(2))).Order("o", "", Gbp(1), Sku("d", "blue", quantity: 2));
        Assert.Equal([Sku("d", "red", Gbp(1))], left.Cart("c").Lines);
    }

    static LineItem Sku(string productId, string sku, Money? price = null, int quantity = 1) =>
        new() { ProductId = productId, Sku = sku, Quantity = quantity, UnitPrice = price };
}
