using Automation.Commerce.V1;
using Automation.Recommendations.Offers;
using Automation.Recommendations.Requests;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;

namespace Automation.Recommendations.Tests.Offers;

public sealed class Returning_stock
{
    static readonly OfferOptions s_options = new();

    [Fact]
    public void What_returns_is_told_when_it_has_been_there_for_ten_minutes()
    {
        Assert.Equal(new Restock(Noon.AddMinutes(5), Noon.AddMinutes(15), 0), After((0, 0), (5, 4)).Restock);
        Assert.Null(After((0, 4)).Restock);
        Assert.Null(After((0, 0)).Restock);
        Assert.Equal(Noon.AddMinutes(15), After((0, 0), (5, 4), (9, 2)).Restock!.NextWaveTime);
        Assert.Null(After((0, 0), (5, 4), (9, 0)).Restock);
    }

    [Fact]
    public void Without_units_availability_says_it_and_it_says_it_of_what_has_units_too()
    {
        var gone = WatchedProduct.First(Word(0, Product("p", "P", 1, Availability.OutOfStock)));
        Assert.NotNull(gone.After(Word(1, Product("p", "P", 1)), s_options).Restock);
        var unsold = Product("p", "P", 1, Availability.OutOfStock);
        unsold.UnitCount = 9;
        Assert.Null(gone.After(Word(1, unsold), s_options).Restock);
        // An order for what is not there is no stock.
        Assert.Null(After((0, 0), (5, 0)).Restock);
    }

    [Fact]
    public void Stock_that_comes_and_goes_is_told_once_in_a_day()
    {
        var restock = After((0, 0), (5, 1), (8, 0), (20, 1)).Restock!;
        Assert.Equal((Noon.AddMinutes(20), Noon.AddMinutes(5).AddDays(1)), (restock.BackTime, restock.NextWaveTime));
        var flapping = After((0, 0), (5, 1), (60, 0), (120, 1), (180, 0), (240, 1)).Restock!;
        Assert.Equal(Noon.AddMinutes(120).AddDays(1), flapping.NextWaveTime);
        Assert.Equal(Noon.AddMinutes(3010), After((0, 0), (5, 1), (60, 0), (3000, 1)).Restock!.NextWaveTime);
    }

    [Fact]
    public void Three_people_for_each_unit_are_told_and_a_stated_number_where_units_are_not_known()
    {
        Assert.Equal(12, Allotment.Of(After((0, 0), (5, 4)), Noon.AddMinutes(15), s_options));
        Assert.Equal(6, Allotment.Of(After((0, 0), (5, 4), (30, 2)), Noon.AddMinutes(45), s_options));
        var unknown = WatchedProduct.First(Word(0, Product("p", "P", 1, Availability.OutOfStock))).After(Word(1, Product("p", "P", 1)), s_options);
        Assert.Equal(50, Allotment.Of(unknown, Noon.AddMinutes(15), s_options));
        // Of a log that is folded anew years later nobody is told.
        Assert.Equal(0, Allotment.Of(unknown, Noon.AddDays(8), s_options));
    }

    [Fact]
    public void The_next_ones_are_told_half_an_hour_later_while_somebody_waits()
    {
        var restock = new Restock(Noon, Noon.AddMinutes(10), 0);
        Assert.Equal(new(Noon, Noon.AddMinutes(40), 1), restock.After(isAnybodyLeft: true, Noon.AddMinutes(10), s_options));
        Assert.Equal(new(Noon, null, 1), restock.After(isAnybodyLeft: false, Noon.AddMinutes(10), s_options));
        Assert.Equal(Noon.AddHours(9.5), restock.After(isAnybodyLeft: true, Noon.AddHours(9), s_options).NextWaveTime);
    }

    [Fact]
    public void Asking_again_keeps_the_place_and_withdrawing_or_buying_gives_it_up()
    {
        var ann = Guid.NewGuid();
        var (red, any) = (Key("red"), Key(""));
        var changes = new RequestChanges();
        changes.Begin(red, new(1, Channel.Email));
        changes.Begin(red, new(2, Channel.Sms));
        changes.Begin(any, new(3, Channel.Email));
        Assert.Equal(new StockRequest(1, Channel.Sms), changes.Begun[red]);

        changes.End(new(Key("blue"), IsBought: false));
        Assert.Equal(2, changes.Begun.Count);
        changes.End(new(Key("blue"), IsBought: true));
        Assert.Equal([red], changes.Begun.Keys);
        changes.End(new(Key(""), IsBought: false));
        Assert.Empty(changes.Begun);
        changes.Begin(red, new(9, Channel.Email));
        Assert.Equal(9, changes.Begun[red].Microseconds);
        Assert.Equal(3, changes.Ended.Count);

        RequestKey Key(string variantId) => new(3, "shop", "p", ann, variantId);
    }

    static WatchedProduct After((int Minutes, int Units) first, params (int Minutes, int Units)[] said) =>
        said.Aggregate(WatchedProduct.First(Units(first)), (watched, next) => watched.After(Units(next), s_options));

    static CatalogWord Units((int Minutes, int Units) said)
    {
        var product = Product("p", "P", 1);
        product.UnitCount = said.Units;
        return Word(said.Minutes, product);
    }

    static CatalogWord Word(int minutes, Product product) => new(3, 1 + minutes, Noon.AddMinutes(minutes), product, IsHistory: false);
}
