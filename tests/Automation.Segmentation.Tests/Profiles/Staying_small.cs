using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

/// <summary>A sender that fills every field to the brim makes nobody's profile too large to be read.</summary>
public sealed class Staying_small
{
    static readonly string s_text = new('x', 2_000);

    [Fact]
    public void A_cart_takes_no_product_that_does_not_fit_and_keeps_what_is_in_it()
    {
        var journal = new Journal();
        for (var number = 0; number < 200; number++)
            journal.Add("c", Line($"p{number}", title: s_text));

        var cart = journal.Cart("c");
        Assert.InRange(cart.CalculateSize(), 125 * 1024, 130 * 1024);
        Assert.Equal("p0", cart.Lines[0].ProductId);
    }

    [Fact]
    public void A_line_that_would_grow_too_much_keeps_its_text_and_counts()
    {
        var journal = new Journal();
        for (var number = 0; number < 1_000; number++)
            journal.Add("c", Line($"p{number}", title: "short"));
        for (var number = 0; number < 1_000; number++)
            journal.Add("c", Line($"p{number}", title: s_text));

        var cart = journal.Cart("c");
        Assert.InRange(cart.CalculateSize(), 1, 135 * 1024);
        Assert.All(cart.Lines, line => Assert.Equal(2, line.Quantity));
        Assert.Equal((s_text, "short"), (cart.Lines[0].Title, cart.Lines[^1].Title));
    }

    [Fact]
    public void The_carts_of_longest_ago_go_first()
    {
        var journal = new Journal();
        for (var cart = 0; cart < 40; cart++)
            journal.Replace($"c{cart}", [.. Enumerable.Range(0, 15).Select(number => Line($"p{number}", title: s_text))]);

        Assert.Equal("c39", journal.Profile.Carts[0].CartId);
        Assert.InRange(journal.Profile.Carts.Sum(cart => cart.CalculateSize()), 200 * 1024, 256 * 1024);
    }

    [Fact]
    public void The_orders_of_longest_ago_go_first_and_count_in_the_sums()
    {
        var journal = new Journal();
        var lines = Enumerable.Range(0, 15).Select(number => Line($"p{number}", title: s_text)).ToArray();
        for (var order = 0; order < 40; order++)
            journal.Order($"o{order}", "", Gbp(1), lines);

        Assert.Equal("o39", journal.Profile.Orders[0].OrderId);
        Assert.InRange(journal.Profile.Orders.Sum(order => order.CalculateSize()), 200 * 1024, 256 * 1024);
        Assert.Equal(40, journal.Profile.OrderSummary.OrderCount);
    }

    [Fact]
    public void Carts_that_an_order_bought_from_do_not_each_keep_its_lines_when_it_changes()
    {
        var journal = new Journal();
        for (var cart = 0; cart < 40; cart++)
            journal.Add($"c{cart}", Line("a"));
        journal.Order("o", "", Gbp(1), [.. Enumerable.Range(0, 30).Select(number => Line($"p{number}", title: s_text))]);
        Assert.InRange(journal.State.CalculateSize(), 60 * 1024, 80 * 1024);
        journal.Log(new() { OrderUpdated = new() { OrderId = "o", Total = Gbp(2), Lines = { Line("p") } } });
        Assert.InRange(journal.State.CalculateSize(), 60 * 1024, 140 * 1024);
        Assert.Equal(40, journal.Profile.Carts.Count);
    }

    [Fact]
    public void Updates_that_overtake_their_orders_keep_the_lines_of_the_latest()
    {
        var journal = new Journal();
        for (var order = 0; order < 100; order++)
        {
            var updated = new OrderUpdated { OrderId = $"o{order}", Total = Gbp(1) };
            updated.Lines.Add(Enumerable.Range(0, 10).Select(number => Line($"p{number}", title: s_text)));
            journal.Log(new() { OrderUpdated = updated });
        }
        Assert.InRange(journal.State.CalculateSize(), 40 * 1024, 80 * 1024);
        Assert.Equal(10, journal.Order("o99", "", Gbp(1)).Order("o99").Lines.Count);
    }

    [Fact]
    public void Traits_that_do_not_fit_are_left_out_and_the_others_change_on()
    {
        var journal = new Journal();
        for (var number = 0; number < 100; number++)
            journal.Log(Trait($"t{number}", s_text));
        journal.Log(Trait("t0", "new"));

        Assert.InRange(journal.Profile.Traits.CalculateSize(), 60 * 1024, 66 * 1024);
        Assert.Equal("new", journal.Profile.Traits.Fields["t0"].StringValue);
    }

    static Event Trait(string name, string value) => new()
    {
        ShopperIdentified = new() { Traits = new Struct { Fields = { [name] = Value.ForString(value) } } },
    };
}
