using Automation.Recommendations.Interactions;
using Automation.Recommendations.Models;
using Automation.Recommendations.Models.Sessions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Automation.Recommendations.Tests.Models;

public sealed class Telling_visits_apart
{
    static readonly Guid s_ann = Guid.NewGuid();
    static readonly Guid s_bob = Guid.NewGuid();
    long _sequence;

    [Fact]
    public void A_visit_ends_after_half_an_hour_without_anything()
    {
        var shop = new ShopSessions(1_000);
        Apply(shop, s_ann, 0, "a");
        Apply(shop, s_bob, 10, "x");
        Apply(shop, s_ann, 30, "b");
        Apply(shop, s_ann, 60, "c");
        Apply(shop, s_ann, 90.1, "d");
        Assert.Equal([["a", "b", "c"], ["x"], ["d"]], Sessions(shop.Visits));
        Assert.Equal(["d"], ItemsOf(shop.Visits, shop.VisitOf(s_ann, Minutes(120))!.Value));
        Assert.Null(shop.VisitOf(s_ann, Minutes(120.2)));
        Assert.Null(shop.VisitOf(s_bob, Minutes(41)));
        Assert.Null(shop.VisitOf(Guid.NewGuid(), Minutes(91)));
    }

    [Fact]
    public void An_order_is_the_lines_of_one_event_and_no_part_of_a_visit()
    {
        var shop = new ShopSessions(1_000);
        Apply(shop, s_ann, 0, "a");
        var first = ++_sequence;
        shop.Apply(Line(first, 0, "a"));
        shop.Apply(Line(first, 1, "b"));
        shop.Apply(Line(++_sequence, 0, "c"));
        Assert.Equal([["a"]], Sessions(shop.Visits));
        Assert.Equal([["a", "b"], ["c"]], Sessions(shop.Orders));

        Interaction Line(long sequence, int line, string productId) =>
            new(3, sequence, line, "shop", s_ann, InteractionKind.Ordered, productId, Minutes(1));
    }

    [Fact]
    public void A_bot_that_looks_at_everything_is_one_visit_of_fifty()
    {
        var shop = new ShopSessions(1_000);
        for (var number = 0; number < 5_000; number++)
            Apply(shop, s_ann, number / 100.0, $"i{number}");
        Assert.Equal(Enumerable.Range(4_950, 50).Select(number => $"i{number}"), Assert.Single(Sessions(shop.Visits)));
        Assert.Equal(50, shop.Size);
    }

    [Fact]
    public void A_visit_that_made_room_is_not_gone_on_with()
    {
        var shop = new ShopSessions(2);
        Apply(shop, s_ann, 0, "a");
        Apply(shop, s_bob, 1, "b");
        Apply(shop, Guid.NewGuid(), 2, "c");
        Assert.Null(shop.VisitOf(s_ann, Minutes(3)));
        Apply(shop, s_ann, 3, "d");
        Assert.Equal([["c"], ["d"]], Sessions(shop.Visits));
    }

    [Fact]
    public void One_bound_holds_for_all_shops_and_the_largest_gives_way()
    {
        var store = new SessionStore(Options.Create(new ModelOptions { Items = 500 }));
        store.Apply(Enumerable.Range(0, 100).Select(number => Visited("small", Guid.NewGuid(), number, $"i{number}")));
        for (var round = 0; round < 20; round++)
            store.Apply(Enumerable.Range(0, 300).Select(number => Visited("large", Guid.NewGuid(), round, $"i{number}")));
        Assert.InRange(store.Size, 400, 500);
        Assert.Equal(100, store.Find("small")!.Size);
        Assert.Null(store.Find("none"));
    }

    void Apply(ShopSessions shop, Guid shopper, double minute, string productId) => shop.Apply(Visited("shop", shopper, minute, productId));

    Interaction Visited(string shopId, Guid shopper, double minute, string productId) =>
        new(0, ++_sequence, 0, shopId, shopper, InteractionKind.Visited, productId, Minutes(minute));

    static long Minutes(double minutes) => (long)(minutes * 60_000_000);

    static List<List<string>> Sessions(SessionIndex index) =>
        [.. Enumerable.Range(index.OldestSession, index.SessionCount).Select(session => ItemsOf(index, session))];

    static List<string> ItemsOf(SessionIndex index, int session) => [.. index.ItemsOf(session).ToArray().Select(index.NameOf)];
}
