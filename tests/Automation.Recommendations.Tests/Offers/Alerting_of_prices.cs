using Automation.Recommendations.Offers;
using Automation.Recommendations.Popularity;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;
using Kind = Automation.Commerce.V1.Interest;

namespace Automation.Recommendations.Tests.Offers;

public sealed class Alerting_of_prices
{
    static readonly OfferOptions s_options = new();
    static readonly DateOnly s_today = DateOnly.FromDateTime(Noon.UtcDateTime);

    [Theory]
    [InlineData(100, 90, true)]
    [InlineData(100, 91, false)]
    [InlineData(20, 15, true)]
    [InlineData(20, 16, false)]
    [InlineData(50, 60, false)]
    public void A_price_is_told_at_ten_percent_and_five_units_below_what_was_seen(long seen, long now, bool isTold) =>
        Assert.Equal(isTold, Told(Offer(now, Wished(seen))) is not null);

    [Fact]
    public void What_counts_is_the_price_that_the_shopper_saw_last_not_the_one_before_the_drop()
    {
        Assert.Equal(Gbp(120), Told(Offer(80, Wished(120)))!.Value.Former.ToMoney());
        // Who saw it at the new price has nothing to learn.
        Assert.Null(Told(Offer(80, Wished(80))));
        var seen = Wished(120).With(new Interest(Viewed: s_today) { Seen = new(new(Price.Units(82), "GBP"), 2) });
        Assert.Null(Told(Offer(80, seen)));
        Assert.Null(Told(Offer(80, new Interest { Wished = s_today, Seen = new(new(Price.Units(200), "EUR"), 1) })));
    }

    [Fact]
    public void Where_events_show_no_price_it_is_the_one_before_the_drop_for_whoever_came_before_it()
    {
        Assert.Equal(Gbp(100), Told(Offer(80, new Interest { Wished = s_today.AddDays(-1) }))!.Value.Former.ToMoney());
        Assert.Null(Told(Offer(80, new Interest { Wished = s_today })));
    }

    [Fact]
    public void Interest_counts_for_its_time_and_the_strongest_is_told()
    {
        Assert.Null(Told(Offer(80, Seen(new Interest(Viewed: s_today)))));
        Assert.Equal(Kind.Viewed, Told(Offer(80, Seen(new Interest(Viewed: s_today) { ViewedBefore = s_today.AddDays(-30) })))!.Value.Interest);
        Assert.Null(Told(Offer(80, Seen(new Interest(Viewed: s_today) { ViewedBefore = s_today.AddDays(-31) }))));
        Assert.Equal(Kind.Carted, Told(Offer(80, Seen(new Interest(Added: s_today.AddDays(-60)))))!.Value.Interest);
        Assert.Equal(Kind.Carted, Told(Offer(80, Seen(new Interest { InCart = s_today.AddDays(-60) })))!.Value.Interest);
        Assert.Null(Told(Offer(80, Seen(new Interest(Added: s_today.AddDays(-61))))));
        Assert.Equal(Kind.Wished, Told(Offer(80, Seen(new Interest(Added: s_today) { Wished = s_today.AddDays(-180) })))!.Value.Interest);
        Assert.Null(Told(Offer(80, Seen(new Interest { Wished = s_today.AddDays(-181) }))));
    }

    [Fact]
    public void Who_bought_it_in_ninety_days_is_told_nothing()
    {
        Assert.Null(Told(Offer(50, Wished(100).With(new Interest(Ordered: s_today.AddDays(-90))))));
        Assert.NotNull(Told(Offer(50, Wished(100).With(new Interest(Ordered: s_today.AddDays(-91))))));
    }

    [Fact]
    public void The_same_product_is_told_again_after_thirty_days_or_a_further_tenth()
    {
        Assert.Null(Told(Offer(80, Wished(100)) with { Told = (s_today.AddDays(-30), Price.Units(80)) }));
        Assert.NotNull(Told(Offer(80, Wished(100)) with { Told = (s_today.AddDays(-31), Price.Units(80)) }));
        Assert.Null(Told(Offer(73, Wished(100)) with { Told = (s_today, Price.Units(80)) }));
        Assert.NotNull(Told(Offer(72, Wished(100)) with { Told = (s_today, Price.Units(80)) }));
    }

    [Fact]
    public void The_five_that_save_most_for_their_interest_are_told_and_the_rest_is_counted()
    {
        OfferedProduct[] offered =
        [
            Offer(80, Seen(new Interest(Viewed: s_today) { ViewedBefore = s_today })) with { ProductId = "viewed, saves 20" },
            Offer(93, Wished(100)) with { ProductId = "saves too little" },
            Offer(85, Wished(100)) with { ProductId = "wished, saves 15" },
            Offer(81, Seen(new Interest(Added: s_today))) with { ProductId = "carted, saves 19" },
            Offer(60, Seen(new Interest(Viewed: s_today) { ViewedBefore = s_today })) with { ProductId = "b viewed, saves 40" },
            Offer(60, Seen(new Interest(Viewed: s_today) { ViewedBefore = s_today })) with { ProductId = "a viewed, saves 40" },
            Offer(70, Seen(new Interest(Viewed: s_today) { ViewedBefore = s_today })) with { ProductId = "viewed, saves 30" },
        ];
        var (told, more) = PriceAlerts.Of(offered, s_today, s_options);
        Assert.Equal(
            ["wished, saves 15", "a viewed, saves 40", "b viewed, saves 40", "carted, saves 19", "viewed, saves 30"], told.Select(price => price.ProductId));
        Assert.Equal(1, more);
        Assert.Equal((0, 0), PriceAlerts.Of([offered[1]], s_today, s_options) is var none ? (none.Told.Count, none.MoreCount) : default);
    }

    [Fact]
    public void Looking_twice_is_known_from_the_last_two_views_however_they_are_folded()
    {
        var (one, two, three) = (View(-9), View(-5), View(-2));
        var all = new Interest(Viewed: s_today.AddDays(-2)) { ViewedBefore = s_today.AddDays(-5) };
        Assert.Equal(all, one.With(two).With(three));
        Assert.Equal(all, three.With(one).With(two));
        Assert.Equal(all, two.With(three.With(one)));
        Assert.Null(one.With(new Interest(Added: s_today)).ViewedBefore);
        Assert.Equal(s_today.AddDays(-9), one.With(View(-9)).ViewedBefore);

        static Interest View(int days) => new(Viewed: s_today.AddDays(days));
    }

    static ToldPrice? Told(OfferedProduct offered) => PriceAlerts.Find(offered, s_today, s_options);

    static OfferedProduct Offer(long now, Interest interest) =>
        new("p", new(Price.Units((int)now), "GBP"), new(Price.Units(100), "GBP"), Noon, interest, null);

    static Interest Wished(long seen) => Seen(new Interest { Wished = s_today }, seen);

    static Interest Seen(Interest interest, long price = 100) => interest with { Seen = new(new(Price.Units((int)price), "GBP"), 1) };
}
