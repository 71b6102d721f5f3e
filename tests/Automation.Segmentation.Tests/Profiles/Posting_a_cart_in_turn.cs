using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

/// <summary>A shop and its storefront post one cart in turn, each with what it knows. That is no activity of the shopper.</summary>
public sealed class Posting_a_cart_in_turn
{
    readonly ProfileState _state = new();

    public static TheoryData<string, Action<LineItem>> Decorations => new()
    {
        { "a picture", line => line.ImageUrl = "https://cdn.example/mug.png" },
        { "a link", line => line.ProductUrl = "https://shop.example/mug" },
        { "a title", line => line.Title = "The mug" },
        { "a SKU", line => line.Sku = "MUG-1" },
        { "a price", line => line.UnitPrice = Gbp(3) },
        { "no quantity, which is one", line => line.Quantity = 0 },
    };

    [Theory]
    [MemberData(nameof(Decorations))]
    public void What_only_one_of_them_says_changes_nothing_but_how_it_is_shown(string what, Action<LineItem> decorate)
    {
        LineItem[] plain = [Line("mug"), Line("pot", 2, Gbp(5))];
        LineItem[] decorated = [Line("pot", 2, Gbp(5)), Line("mug")];
        decorate(decorated[1]);
        Assert.Equal(FoldMarks.None, Tell(1, plain));
        for (var minute = 2; minute < 6; minute++)
            Assert.True(FoldMarks.NoEffect == Tell(minute, minute % 2 == 0 ? decorated : plain), what);
        // Also where one of them is told late.
        Assert.Equal(FoldMarks.NoEffect, Tell(6, decorated, at: 4.5));
        Assert.Equal(TimeOf(1), Cart.ActivityTime);
        Assert.Equal(plain, Cart.Lines);
        Tell(7, decorated);
        Assert.Equal(decorated[1].ImageUrl, Cart.Lines[1].ImageUrl);
    }

    public static TheoryData<string, Action<LineItem>> Changes => new()
    {
        { "another picture at another price", line => (line.ImageUrl, line.UnitPrice) = ("https://cdn.example/2.png", Gbp(4)) },
        { "another currency", line => line.UnitPrice = Eur(3) },
        { "another SKU", line => line.Sku = "MUG-2" },
        { "another variant", line => line.VariantId = "xl" },
        { "more of it", line => line.Quantity = 2 },
        { "another product", line => line.ProductId = "cup" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_is_another_line_quantity_price_or_currency_is_activity(string what, Action<LineItem> change)
    {
        var mug = Line("mug", 1, Gbp(3));
        mug.Sku = "MUG-1";
        var other = mug.Clone();
        change(other);
        Tell(1, Line("pot"), mug);
        Assert.True(FoldMarks.None == Tell(2, Line("pot"), other), what);
        Assert.Equal(TimeOf(2), Cart.ActivityTime);
    }

    [Fact]
    public void Lines_of_one_product_are_told_apart_in_any_order()
    {
        Tell(1, Sku("red"), Sku("blue"), Line("mug"));
        Assert.Equal(FoldMarks.NoEffect, Tell(2, Line("mug"), Sku("blue"), Sku("red")));
        Assert.Equal(FoldMarks.None, Tell(3, Sku("blue"), Sku("blue"), Sku("blue")));
    }

    Cart Cart => Assert.Single(_state.Profile.Carts);

    FoldMarks Tell(int minute, params LineItem[] lines) => Tell(minute, lines, minute);

    FoldMarks Tell(int minute, LineItem[] lines, double at)
    {
        var logged = Logged(minute, new() { CartUpdated = new() { CartId = "c", Lines = { lines } } });
        logged.Event.OccurTime = TimeOf(0).ToDateTimeOffset().AddMinutes(at).ToTimestamp();
        return ProfileFold.Apply(_state, logged);
    }

    static LineItem Sku(string sku)
    {
        var line = Line("mug");
        line.Sku = sku;
        return line;
    }
}
