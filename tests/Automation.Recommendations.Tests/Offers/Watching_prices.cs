using Automation.Commerce.V1;
using Automation.Recommendations.Offers;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;

namespace Automation.Recommendations.Tests.Offers;

public sealed class Watching_prices
{
    static readonly OfferOptions s_options = new();

    [Fact]
    public void A_lower_price_is_due_when_it_has_stood_for_an_hour_and_told_at_the_end_of_that_hour()
    {
        var drop = After((0, 100), (30, 80)).Drop!;
        Assert.Equal((Gbp(100), Noon.AddMinutes(30), Noon.AddMinutes(90)), (drop.Former.ToMoney(), drop.DropTime, drop.DueTime));
        Assert.Equal((Noon.AddHours(1), Noon.AddHours(2)), (drop.WaveTime, drop.WaveEnd));
    }

    [Fact]
    public void A_first_price_a_rise_and_the_same_price_are_no_drops()
    {
        Assert.Null(After((0, 100)).Drop);
        Assert.Null(After((0, 100), (10, 120)).Drop);
        Assert.Null(After((0, 100), (10, 100)).Drop);
    }

    [Fact]
    public void Several_drops_within_the_hold_make_one_from_the_first_price_and_wait_from_the_last()
    {
        var drop = After((0, 100), (10, 95), (40, 70)).Drop!;
        Assert.Equal((Gbp(100), Noon.AddMinutes(100)), (drop.Former.ToMoney(), drop.DueTime));
    }

    [Fact]
    public void The_same_price_said_again_does_not_begin_the_hold_anew() =>
        Assert.Equal(Noon.AddMinutes(70), After((0, 100), (10, 80), (40, 80)).Drop!.DueTime);

    [Fact]
    public void A_price_that_is_back_up_before_it_is_told_withdraws_the_offer()
    {
        Assert.Null(After((0, 100), (10, 80), (20, 100)).Drop);
        // Due at 13:10 and told at 14:00.
        Assert.Null(After((0, 100), (10, 80), (110, 100)).Drop);
    }

    [Fact]
    public void A_price_that_rises_and_stays_below_is_held_anew_unless_it_was_stable_already()
    {
        Assert.Equal((Gbp(100), Noon.AddMinutes(80)), FormerAndDue(After((0, 100), (10, 80), (20, 90)).Drop!));
        Assert.Equal((Gbp(100), Noon.AddMinutes(70)), FormerAndDue(After((0, 100), (10, 80), (90, 90)).Drop!));
    }

    [Fact]
    public void A_drop_after_the_one_before_was_told_begins_at_the_price_in_between() =>
        Assert.Equal((Gbp(80), Noon.AddMinutes(360)), FormerAndDue(After((0, 100), (10, 80), (300, 60)).Drop!));

    [Fact]
    public void Another_currency_a_pause_of_the_sale_and_history_are_no_drops()
    {
        var watched = After((0, 100));
        var euro = Product("p", "P", 50);
        euro.Price.CurrencyCode = "EUR";
        Assert.Null(watched.After(Word(10, euro), s_options).Drop);
        Assert.Null(watched.After(Word(10, null), s_options).After(Word(20, Product("p", "P", 50)), s_options).Drop);
        Assert.Null(watched.After(Word(10, Product("p", "P", 50)) with { IsHistory = true }, s_options).Drop);
    }

    [Fact]
    public void A_word_from_before_the_last_one_that_is_tried_again_late_changes_nothing()
    {
        var watched = After((0, 100), (10, 80));
        Assert.Equal(watched, watched.After(Word(5, Product("p", "P", 200)), s_options));
    }

    static (Money, DateTimeOffset) FormerAndDue(PriceDrop drop) => (drop.Former.ToMoney(), drop.DueTime);

    static WatchedProduct After(params (int Minutes, long Price)[] said) =>
        WatchedProduct.After(
            new Dictionary<Recommendations.Catalog.ProductKey, List<CatalogWord>>
            {
                [new("shop", "p")] = [.. said.Select(word => Word(word.Minutes, Product("p", "P", word.Price)))],
            },
            new Dictionary<Recommendations.Catalog.ProductKey, WatchedProduct>(), s_options).Single().Value;

    static CatalogWord Word(int minutes, Product? product) => new(3, 1 + minutes, Noon.AddMinutes(minutes), product, IsHistory: false);
}
