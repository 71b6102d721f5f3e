using Automation.Recommendations.Popularity;
using Kind = Automation.Commerce.V1.Interest;

namespace Automation.Recommendations.Offers;

/// <summary>A dropped price of a wave, and what one shopper has to do with the product.</summary>
/// <param name="Now">The price now.</param>
/// <param name="Former">Before it dropped.</param>
/// <param name="DropTime">When it dropped.</param>
/// <param name="Told">When this product's price was last told to this shopper, and what it was; null: never.</param>
readonly record struct OfferedProduct(
    string ProductId, Price Now, Price Former, DateTimeOffset DropTime, Interest Interest, (DateOnly Day, long Micros)? Told);

/// <summary>A price worth telling.</summary>
/// <param name="Former">What the shopper saw.</param>
readonly record struct ToldPrice(string ProductId, Price Now, Price Former, Kind Interest);

/// <summary>Which dropped prices are told to a shopper. Pure.</summary>
static class PriceAlerts
{
    /// <summary>Products in one event.</summary>
    public const int MaxItems = 5;

    /// <summary>Those of a wave that are told: saving times interest decides, then the product's id. And how many more there are.</summary>
    public static (List<ToldPrice> Told, int MoreCount) Of(IEnumerable<OfferedProduct> offered, DateOnly today, OfferOptions options)
    {
        var worth = offered.Select(product => Find(product, today, options)).OfType<ToldPrice>()
            .OrderByDescending(told => (Int128)(told.Former.Micros - told.Now.Micros) * WeightOf(told.Interest))
            .ThenBy(told => told.ProductId, StringComparer.Ordinal)
            .ToList();
        return (worth.Count <= MaxItems ? worth : worth[..MaxItems], Math.Max(0, worth.Count - MaxItems));
    }

    /// <summary>The price as it is told; null when it is not worth it.</summary>
    public static ToldPrice? Find(OfferedProduct offered, DateOnly today, OfferOptions options)
    {
        var interest = offered.Interest;
        if (KindOf(interest, today) is not { } kind || IsWithin(interest.Ordered, today, LookBacks.Ordered))
            return null;
        if (FormerOf(offered) is not { } former || former.Currency != offered.Now.Currency)
            return null;
        var saving = former.Micros - offered.Now.Micros;
        if (saving < Price.Units(options.MinUnits) || (Int128)saving * 100 < (Int128)former.Micros * options.MinPercent)
            return null;
        var isTold = offered.Told is { } told && IsWithin(told.Day, today, options.AgainAfterDays)
            && (Int128)(told.Micros - offered.Now.Micros) * 100 < (Int128)told.Micros * options.MinPercent;
        return isTold ? null : new ToldPrice(offered.ProductId, offered.Now, former, kind);
    }

    // Where events show no prices it is the one before the drop, for whoever cannot have seen the new one.
    static Price? FormerOf(OfferedProduct offered) =>
        offered.Interest.Seen is { } seen ? seen.Price
        : offered.Interest.LastSeen < DateOnly.FromDateTime(offered.DropTime.UtcDateTime) ? offered.Former
        : null;

    /// <summary>The strongest interest that still counts.</summary>
    static Kind? KindOf(Interest interest, DateOnly today) =>
        IsWithin(interest.Wished, today, LookBacks.Wished) ? Kind.Wished
        : IsWithin(interest.Carted, today, LookBacks.Carted) ? Kind.Carted
        : IsWithin(interest.ViewedBefore, today, LookBacks.Viewed) ? Kind.Viewed
        : null;

    static int WeightOf(Kind kind) => kind switch { Kind.Wished => 3, Kind.Carted => 2, _ => 1 };

    static bool IsWithin(DateOnly? day, DateOnly today, int days) => day is { } then && today.DayNumber - then.DayNumber <= days;
}
