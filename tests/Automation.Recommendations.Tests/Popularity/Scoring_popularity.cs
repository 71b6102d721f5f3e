using Automation.Recommendations.Popularity;
using Xunit;

namespace Automation.Recommendations.Tests.Popularity;

public sealed class Scoring_popularity
{
    static readonly DateOnly Today = new(2026, 11, 30);

    [Fact]
    public void A_day_is_worth_half_a_week_later_and_nothing_after_thirty_days()
    {
        Assert.Equal(1_000_000, PopularityScore.DayWeight(0));
        Assert.Equal(500_000, PopularityScore.DayWeight(7));
        Assert.Equal(250_000, PopularityScore.DayWeight(14));
        Assert.Equal(56608, PopularityScore.DayWeight(29));
        Assert.Equal(0, PopularityScore.DayWeight(30));
        Assert.Equal(1_000_000, PopularityScore.DayWeight(-1));
        for (var ago = 0; ago < PopularityScore.Days; ago++)
            Assert.True(PopularityScore.DayWeight(ago) > PopularityScore.DayWeight(ago + 1));
    }

    [Fact]
    public void An_order_weighs_as_four_adds_or_twenty_views()
    {
        Assert.Equal(Score(new(Orders: 1)), Score(new(Adds: 4)));
        Assert.Equal(Score(new(Orders: 1)), Score(new(Views: 20)));
        Assert.Equal(36 * (Int128)1_000_000, Score(new(Views: 6, Adds: 2, Orders: 1)));
    }

    [Fact]
    public void Days_add_up_by_their_weights()
    {
        var score = PopularityScore.Of(
            Today, [(Today, new(Views: 1)), (Today.AddDays(-7), new(Adds: 1)), (Today.AddDays(-30), new(Orders: 1_000))]);
        Assert.Equal((Int128)(1_000_000 + 5 * 500_000), score);
    }

    static Int128 Score(DayCounts counts) => PopularityScore.Of(Today, [(Today, counts)]);
}
