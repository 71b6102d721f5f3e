using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Google.Protobuf;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

/// <summary>Thank-you pages post a sold cart once more, and storefronts do until they clear it.</summary>
public sealed class Stating_what_was_bought
{
    readonly Journal _journal = new();

    /// <summary>By an order that names the cart, by one that names none, and by those of somebody else.</summary>
    public static TheoryData<string, bool> Orders => new() { { "c", false }, { "", false }, { "c", true }, { "", true } };

    [Theory]
    [MemberData(nameof(Orders))]
    public void It_leaves_the_cart_sold(string cartId, bool isElsewhere)
    {
        Tell(1, Stated(Line("a", 2, Gbp(3)), Line("b", 1, Gbp(5))));
        Tell(2, Ordered("o", cartId, Line("a", 2, Gbp(3)), Line("b", 1, Gbp(5))), isElsewhere);
        Event[] all =
        [
            Stated(Line("a", 2, Gbp(3)), Line("b", 1, Gbp(5))),
            // At another price, in another order, in pieces, less of it.
            Stated(Line("b", 1, Gbp(4)), Line("a", 1), Line("a", 1)),
            new() { CheckoutStarted = new() { CartId = "c", Lines = { Line("a", 2, Gbp(3)), Line("b", 1, Gbp(5)) } } },
            new() { CheckoutStarted = new() { CartId = "c" } },
            Stated(Line("a", 2)),
            new() { ProductRemoved = new() { CartId = "c", Product = Line("a") } },
            Stated(Line("a", 1)),
            Stated(),
        ];
        foreach (var (number, action) in all.Index())
        {
            Assert.Equal(FoldMarks.NoEffect, Tell(3 + number, action));
            Assert.Equal((CartState.Ordered, "o"), (_journal.Cart("c").State, _journal.Cart("c").OrderId));
        }
        Assert.Equal(TimeOf(1), _journal.Cart("c").ActivityTime);
        Assert.Equal(TimeOf(1), _journal.Cart("c").CreateTime);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void So_it_does_when_the_order_is_heard_of_afterwards(string cartId, bool isElsewhere)
    {
        Tell(1, Stated(Line("a", 2), Line("b")));
        Tell(3, Stated(Line("a", 2), Line("b")), at: 3);
        Tell(4, Stated(Line("a", 1)), at: 4);
        Tell(5, Ordered("o", cartId, Line("a", 2), Line("b")), isElsewhere, at: 2);
        Assert.Equal((CartState.Ordered, "o"), (_journal.Cart("c").State, _journal.Cart("c").OrderId));
        Assert.Equal(FoldMarks.NoEffect, Tell(6, Stated(Line("a", 2))));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Something_else_or_more_of_it_begins_a_new_basket(string cartId, bool isElsewhere)
    {
        foreach (var (number, line) in new[] { Line("z"), Line("a", 3), Line("a", 1, variantId: "xl") }.Index())
        {
            var begun = new Stating_what_was_bought();
            begun.Tell(1, Stated(Line("a", 2)));
            begun.Tell(2, Ordered("o", cartId, Line("a", 2)), isElsewhere);
            begun.Tell(3, Stated(Line("a", 2)));
            Assert.Equal(FoldMarks.None, begun.Tell(4, Stated(line)));
            Assert.Equal((CartState.Active, ""), (begun._journal.Cart("c").State, begun._journal.Cart("c").OrderId));
            Assert.Equal([line], begun._journal.Cart("c").Lines);
            // What is in the new basket then is in no other one, also when it was bought before.
            Assert.Equal(FoldMarks.None, begun.Tell(5, Stated(Line("a", 1))));
            Assert.Equal(CartState.Active, begun._journal.Cart("c").State);
        }
    }

    [Fact]
    public void What_is_put_in_by_itself_begins_a_new_basket_also_of_the_same()
    {
        Tell(1, Stated(Line("a")));
        Tell(2, Ordered("o", "c", Line("a")));
        Assert.Equal(FoldMarks.None, Tell(3, new() { ProductAdded = new() { CartId = "c", Product = Line("a") } }));
        Assert.Equal(FoldMarks.NoEffect, Tell(4, Stated(Line("a"))));
        Assert.Equal((CartState.Active, TimeOf(3)), (_journal.Cart("c").State, _journal.Cart("c").CreateTime));
    }

    [Fact]
    public void Of_a_cart_that_was_bought_in_parts_all_of_them_count()
    {
        Tell(1, Stated(Line("a"), Line("b"), Line("d")));
        Tell(2, Ordered("o1", "", Line("a")));
        Tell(3, Ordered("o2", "", Line("b")));
        Assert.Equal([Line("d")], _journal.Cart("c").Lines);
        // What was left is what is put in; what was not left is not.
        Tell(4, Stated(Line("a"), Line("b")));
        Assert.Equal((CartState.Ordered, "o1"), (_journal.Cart("c").State, _journal.Cart("c").OrderId));
        Tell(5, Stated(Line("d")));
        Assert.Equal(CartState.Active, _journal.Cart("c").State);
    }

    [Fact]
    public void A_cart_begun_after_an_order_without_a_cart_is_another_one()
    {
        Tell(1, Stated(Line("a")));
        Tell(2, Ordered("o", "", Line("a")));
        Assert.Equal(FoldMarks.None, Tell(3, new() { CartUpdated = new() { CartId = "d", Lines = { Line("a") } } }));
        Assert.Equal(CartState.Active, _journal.Cart("d").State);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void It_is_so_for_an_hour_and_what_is_stated_later_is_another_basket(string cartId, bool isElsewhere)
    {
        foreach (var days in new[] { 0, 7 })
        {
            var story = new Stating_what_was_bought();
            story.Tell(1, Stated(Line("a", 2, Gbp(3)), Line("b")));
            story.Tell(2, Ordered("o", cartId, Line("a", 2, Gbp(3)), Line("b")), isElsewhere);
            Assert.Equal(FoldMarks.NoEffect, story.Tell(62, Stated(Line("b"), Line("a", 2, Gbp(3)))));
            var later = days * 24 * 60 + 63;
            Assert.Equal(FoldMarks.None, story.Tell(later, Stated(Line("a", 2, Gbp(3)), Line("b"))));
            Assert.Equal((CartState.Active, ""), (story._journal.Cart("c").State, story._journal.Cart("c").OrderId));
            Assert.Equal(FoldMarks.NoEffect, story.Tell(later + 1, Stated(Line("a", 2, Gbp(3)), Line("b"))));
            // Nor does what is heard of late close it.
            story.Tell(later + 2, new() { CouponApplied = new() { CartId = "c", Coupon = "TEN" } }, at: days == 0 ? 10 : later - 1);
            Assert.Equal(CartState.Active, story._journal.Cart("c").State);
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void What_is_stated_after_the_cart_was_emptied_is_another_basket(string cartId, bool isElsewhere)
    {
        Event[][] ways =
        [
            [Stated()],
            [new() { CheckoutStarted = new() { CartId = "c" } }, Stated()],
            [new() { ProductRemoved = new() { CartId = "c", Product = Line("a") } }, new() { ProductRemoved = new() { CartId = "c", Product = Line("a") } }],
        ];
        foreach (var (way, isLess) in ways.SelectMany(way => new[] { (way, false), (way, true) }))
        {
            var story = new Stating_what_was_bought();
            story.Tell(1, Stated(Line("a", 2)));
            story.Tell(2, Ordered("o", cartId, Line("a", 2)), isElsewhere);
            foreach (var (number, action) in way.Index())
                Assert.Equal(FoldMarks.NoEffect, story.Tell(3 + number, action));
            Assert.Equal(FoldMarks.None, story.Tell(10, Stated(Line("a", isLess ? 1 : 2))));
            Assert.Equal(CartState.Active, story._journal.Cart("c").State);
            story.Tell(11, new() { ProductRemoved = new() { CartId = "c", Product = Line("never") } }, at: 9);
            Assert.Equal(CartState.Active, story._journal.Cart("c").State);
        }
    }

    [Theory]
    [InlineData("c")]
    [InlineData("")]
    public void What_is_stated_after_the_order_was_called_off_is_open(string cartId)
    {
        Tell(1, Stated(Line("a", 2)));
        Tell(2, Ordered("o", cartId, Line("a", 2)));
        Tell(3, new() { OrderCancelled = new() { OrderId = "o" } });
        Assert.Equal(FoldMarks.None, Tell(4, Stated(Line("a", 2))));
        Assert.Equal(CartState.Active, _journal.Cart("c").State);
    }

    /// <summary>An insurance of the parcel is no line of the order.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Unchanged_since_before_the_order_it_is_sold_also_where_the_order_says_less(bool isElsewhere)
    {
        Tell(1, Stated(Line("a", 2, Gbp(3)), Line("insurance", 1, Gbp(1))));
        Tell(2, new() { CheckoutStarted = new() { CartId = "c" } });
        Tell(3, Ordered("o", "c", Line("a", 2, Gbp(3))), isElsewhere);
        Assert.Equal(FoldMarks.NoEffect, Tell(4, Stated(Line("insurance", 1, Gbp(1)), Line("a", 2, Gbp(3)))));
        Assert.Equal((CartState.Ordered, "o"), (_journal.Cart("c").State, _journal.Cart("c").OrderId));
        // What is left of it is not what was there before.
        Assert.Equal(FoldMarks.None, Tell(5, Stated(Line("insurance", 1, Gbp(1)))));
        Assert.Equal(CartState.Active, _journal.Cart("c").State);
    }

    /// <summary>By quantity, by SKU, by price, by what was put in: stated again it is what it is, and can be reminded of.</summary>
    public static TheoryData<string, bool> Leftovers
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var what in new[] { "quantity", "sku", "price", "put in", "taken out" })
            {
                data.Add(what, false);
                data.Add(what, true);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Leftovers))]
    public void What_an_order_without_a_cart_left_over_is_open_when_it_is_stated_again(string what, bool isElsewhere)
    {
        var (before, bought, left) = Leftover(what);
        foreach (var (number, action) in before.Index())
            Tell(1 + number, action);
        Tell(5, Ordered("o", "", bought), isElsewhere);
        Assert.Equal([left], _journal.Cart("c").Lines);
        Assert.Equal(FoldMarks.NoEffect, Tell(6, Stated(left)));
        Assert.Equal(FoldMarks.NoEffect, Tell(7, Stated(left)));
        Assert.Equal((CartState.Active, ""), (_journal.Cart("c").State, _journal.Cart("c").OrderId));
        Assert.Equal([left], _journal.Cart("c").Lines);
        // Also after more was heard of what was before.
        Tell(8, new() { CouponApplied = new() { CartId = "c", Coupon = "TEN" } }, at: 4);
        Assert.Equal(CartState.Active, _journal.Cart("c").State);
    }

    [Theory]
    [MemberData(nameof(Leftovers))]
    public void So_it_is_when_the_order_is_heard_of_last(string what, bool isElsewhere)
    {
        var (before, bought, left) = Leftover(what);
        foreach (var (number, action) in before.Index())
            Tell(1 + number, action);
        Tell(6, Stated(left));
        Tell(7, Stated(left));
        Tell(8, Ordered("o", "", bought), isElsewhere, at: 5);
        Assert.Equal((CartState.Active, ""), (_journal.Cart("c").State, _journal.Cart("c").OrderId));
        Assert.Equal([left], _journal.Cart("c").Lines);
    }

    [Fact]
    public void What_was_bought_is_sold_though_something_else_of_the_product_is_left()
    {
        Tell(1, Stated(Sku("red"), Sku("blue")));
        Tell(2, Ordered("o", "", Sku("red")));
        Assert.Equal(FoldMarks.None, Tell(3, Stated(Sku("red"))));
        Assert.Equal((CartState.Ordered, "o"), (_journal.Cart("c").State, _journal.Cart("c").OrderId));
    }

    [Fact]
    public void What_is_left_of_what_was_left_is_no_more_bought_than_that()
    {
        Tell(1, Stated(Sku("red"), Sku("blue"), Line("pot")));
        Tell(2, Ordered("o", "", Sku("red")));
        Tell(3, Stated(Sku("blue")));
        Assert.Equal((CartState.Active, ""), (_journal.Cart("c").State, _journal.Cart("c").OrderId));
    }

    [Fact]
    public void An_order_that_goes_by_other_SKUs_than_the_cart_sells_it_all_the_same()
    {
        Tell(1, Stated(Sku("shop-1")));
        Tell(2, Ordered("o", "", Sku("erp-9")));
        Assert.Equal(FoldMarks.NoEffect, Tell(3, Stated(Sku("shop-1"))));
        Assert.Equal(CartState.Ordered, _journal.Cart("c").State);
    }

    /// <summary>It counts as of when it happened, whenever it is heard of.</summary>
    [Theory]
    [InlineData("c")]
    [InlineData("")]
    public void A_cancellation_opens_what_was_stated_after_it_and_nothing_before(string cartId)
    {
        Tell(1, Stated(Line("a")));
        Tell(2, Ordered("o", cartId, Line("a")));
        Tell(4, Stated(Line("a")));
        Tell(10, new() { OrderCancelled = new() { OrderId = "o" } }, at: 5);
        Assert.Equal(CartState.Ordered, _journal.Cart("c").State);
        // More of what was before is heard of.
        Tell(11, new() { CouponApplied = new() { CartId = "c", Coupon = "TEN" } }, at: 1);
        Assert.Equal(CartState.Ordered, _journal.Cart("c").State);
        Tell(12, new() { OrderCancelled = new() { OrderId = "o" } }, at: 3);
        Assert.Equal((CartState.Active, ""), (_journal.Cart("c").State, _journal.Cart("c").OrderId));
        Assert.Equal([Line("a")], _journal.Cart("c").Lines);
    }

    static (Event[] Before, LineItem Bought, LineItem Left) Leftover(string what) => what switch
    {
        "quantity" => ([Stated(Line("a", 3))], Line("a", 2), Line("a", 1)),
        "sku" => ([Stated(Sku("red"), Sku("blue"))], Sku("red"), Sku("blue")),
        "price" => ([Stated(Line("a", 1, Gbp(3)), Line("a", 1, Gbp(0)))], Line("a", 1, Gbp(3)), Line("a", 1, Gbp(0))),
        "put in" => ([Put(2), Put(1)], Line("a", 2), Line("a", 1)),
        _ => ([Stated(Line("a", 4)), new() { ProductRemoved = new() { CartId = "c", Product = Line("a") } }], Line("a", 2), Line("a", 1)),
    };

    static Event Put(int quantity) => new() { ProductAdded = new() { CartId = "c", Product = Line("a", quantity) } };

    static LineItem Sku(string sku)
    {
        var line = Line("a");
        line.Sku = sku;
        return line;
    }

    [Fact]
    public void An_order_of_years_ago_by_the_cart_that_is_filled_now_leaves_it_open()
    {
        Tell(1, Stated(Line("a")));
        Tell(60, Ordered("o", "c", Line("a")), at: -1_000_000);
        Assert.Equal(CartState.Active, _journal.Cart("c").State);
        Assert.Equal([Line("a")], _journal.Cart("c").Lines);
    }

    /// <summary>What the cart was stated as has no price and no title any more, once it was stated anew.</summary>
    [Fact]
    public void An_order_that_turns_out_to_have_been_earlier_shows_no_outline()
    {
        Tell(1, Stated(Line("a", 1, Gbp(3), title: "A")));
        Tell(5, Stated(Line("a", 1, Gbp(3), title: "A"), Line("b", 1, Gbp(3), title: "B")));
        Tell(6, Ordered("o", "c", Line("z")));
        Tell(7, Ordered("o", "c", Line("z")), at: 3);
        Assert.Equal(CartState.Active, _journal.Cart("c").State);
        Assert.Empty(_journal.Cart("c").Lines);
    }

    [Fact]
    public void An_order_that_turns_out_to_have_been_before_another_shows_what_that_bought()
    {
        Tell(1, Stated(Line("a", 1, Gbp(3)), Line("b", 1, Gbp(4))));
        Tell(5, Ordered("o1", "c", Line("a", 1, Gbp(3))), isElsewhere: true);
        Tell(6, Ordered("o2", "c", Line("b", 1, Gbp(4))), isElsewhere: true);
        Tell(7, Ordered("o2", "c", Line("b", 1, Gbp(4))), isElsewhere: true, at: 3);
        Assert.Equal("o1", _journal.Cart("c").OrderId);
        Assert.Equal([Line("a", 1, Gbp(3))], _journal.Cart("c").Lines);
    }

    FoldMarks Tell(int number, Event action, bool isElsewhere = false, int? at = null)
    {
        var logged = Logged(number, action);
        if (isElsewhere)
            logged.Control = new() { OrderElsewhere = new() { Order = action.OrderCompleted, ShopperId = "another", OccurTime = TimeOf(at ?? number) } };
        else
            logged.Event.OccurTime = TimeOf(at ?? number);
        var state = ProfileState.Parser.ParseFrom(_journal.State.ToByteArray());
        var marks = ProfileFold.Apply(_journal.State, logged.Clone());
        // Stored and read again it is the same.
        Assert.Equal(marks, ProfileFold.Apply(state, logged));
        Assert.Equal(_journal.State, state);
        return marks;
    }

    static Event Stated(params LineItem[] lines) => new() { CartUpdated = new() { CartId = "c", Lines = { lines } } };

    static Event Ordered(string orderId, string cartId, params LineItem[] lines) =>
        new() { OrderCompleted = new() { OrderId = orderId, CartId = cartId, Total = Gbp(1), Lines = { lines } } };
}
