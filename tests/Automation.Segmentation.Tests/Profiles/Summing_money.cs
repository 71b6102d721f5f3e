using Automation.Commerce;
using Automation.Commerce.V1;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

public sealed class Summing_money
{
    [Fact]
    public void A_total_is_the_sum_of_what_is_shown()
    {
        LineItem[] lines = [Line("a", 3, Gbp(0, 333_000_000)), Line("b", 1, Gbp(0, 5_000_000))];
        Assert.Equal([Gbp(1), Gbp(0, 10_000_000)], lines.Select(Amount.TotalOf));
        Assert.Equal(Gbp(1, 10_000_000), Amount.SubtotalOf(lines));
    }

    [Theory]
    [InlineData("GBP", 0, 4_999_999, 0, 0)]
    [InlineData("GBP", 0, -5_000_000, 0, -10_000_000)]
    [InlineData("GBP", -1, -994_999_999, -1, -990_000_000)]
    [InlineData("JPY", 119, 500_000_000, 120, 0)]
    [InlineData("JPY", 119, 499_999_999, 119, 0)]
    [InlineData("KWD", 1, 234_500_000, 1, 235_000_000)]
    [InlineData("KWD", 1, 234_499_999, 1, 234_000_000)]
    [InlineData("CLF", 0, 123_450_000, 0, 123_500_000)]
    [InlineData("ZZZ", 0, 999_999_999, 1, 0)]
    public void A_line_is_rounded_half_away_from_zero_to_what_its_currency_is_paid_in(
        string currency, long units, int nanos, long roundedUnits, int roundedNanos) =>
        Assert.Equal(
            new Money { CurrencyCode = currency, Units = roundedUnits, Nanos = roundedNanos },
            Amount.TotalOf(Line("p", 1, new Money { CurrencyCode = currency, Units = units, Nanos = nanos })));

    [Fact]
    public void It_is_the_line_that_is_rounded_and_not_the_price_and_none_means_one()
    {
        Assert.Equal(Gbp(0, 10_000_000), Amount.TotalOf(Line("p", 3, Gbp(0, 4_000_000))));
        Assert.Equal(Gbp(7), Amount.TotalOf(Line("p", 0, Gbp(7))));
        Assert.Equal(Gbp(0, 20_000_000), Amount.SubtotalOf([Line("p", 1, Gbp(0, 5_000_000)), Line("q", 1, Gbp(0, 5_000_000))]));
    }

    [Fact]
    public void What_money_cannot_say_has_no_total()
    {
        Assert.Equal(Gbp(long.MaxValue, 990_000_000), Amount.TotalOf(Line("p", 1, Gbp(long.MaxValue, 990_000_000))));
        Assert.Null(Amount.TotalOf(Line("p", 1, Gbp(long.MaxValue, 999_999_999))));
        Assert.Null(Amount.TotalOf(Line("p", 2, Gbp(long.MaxValue))));
        Assert.Null(Amount.TotalOf(Line("p", 1_000_000, Gbp(-long.MaxValue))));
        Assert.Null(Amount.SubtotalOf([Line("p", 1, Gbp(long.MaxValue)), Line("q", 1, Gbp(1))]));
    }

    [Fact]
    public void A_cart_that_cannot_be_summed_is_there_without_a_subtotal()
    {
        var cart = new Journal().Add("c", Line("p", 2, Gbp(long.MaxValue))).Cart("c");
        Assert.Single(cart.Lines);
        Assert.Null(cart.Subtotal);
    }
}
