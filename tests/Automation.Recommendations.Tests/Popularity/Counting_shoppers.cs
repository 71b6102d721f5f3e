using Automation.Recommendations.Popularity;
using Xunit;

namespace Automation.Recommendations.Tests.Popularity;

public sealed class Counting_shoppers
{
    static readonly DateOnly Today = new(2026, 11, 30);
    static readonly Guid s_ann = Guid.NewGuid();
    static readonly Guid s_bob = Guid.NewGuid();

    [Fact]
    public void Whoever_comes_back_moves_the_count_to_the_later_day()
    {
        Assert.Equal(
            new() { [Day(0)] = new(Views: 1), [Day(3)] = new(Views: -1) },
            Changes(new(Viewed: Today.AddDays(-3)), new(Viewed: Today)));
        Assert.Empty(Changes(new(Viewed: Today), new(Viewed: Today)));
        // Out of order, as a parked record that is tried again.
        Assert.Empty(Changes(new(Viewed: Today), new(Viewed: Today.AddDays(-1))));
    }

    [Fact]
    public void Each_way_to_want_a_product_counts_for_itself() => Assert.Equal(
        new() { [Day(0)] = new(Adds: 1, Orders: 1) },
        Changes(new(Viewed: Today, Added: null), new(Viewed: Today, Added: Today, Ordered: Today)));

    [Fact]
    public void Nothing_is_taken_from_days_that_no_longer_count()
    {
        Assert.Equal(
            new() { [Day(0)] = new(Views: 1), [Day(29)] = new(Views: -1) }, Changes(new(Viewed: Today.AddDays(-29)), new(Viewed: Today)));
        Assert.Equal(new() { [Day(0)] = new(Views: 1) }, Changes(new(Viewed: Today.AddDays(-30)), new(Viewed: Today)));
    }

    [Fact]
    public void Two_shoppers_are_two()
    {
        var added = new Interest(Added: Today);
        Assert.Equal(new() { [Day(0)] = new(Adds: 2) }, DistinctShoppers.Changes([(Key(s_ann), default, added), (Key(s_bob), default, added)]));
    }

    static Dictionary<DayKey, DayCounts> Changes(Interest former, Interest said) =>
        DistinctShoppers.Changes([(Key(s_ann), former, former.With(said))]);

    static InterestKey Key(Guid shopperId) => new(0, "shop", shopperId, "p");

    static DayKey Day(int ago) => new("shop", Today.AddDays(-ago), "p");
}
