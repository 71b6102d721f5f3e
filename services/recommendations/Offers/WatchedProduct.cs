using Automation.Commerce.V1;
using Automation.Recommendations.Catalog;

namespace Automation.Recommendations.Offers;

/// <summary>The shop's word of a product, at its place in the log.</summary>
/// <param name="Product">Null: no longer sold.</param>
/// <param name="IsHistory">Told of the past: it begins nothing.</param>
readonly record struct CatalogWord(int Partition, long Sequence, DateTimeOffset LogTime, Product? Product, bool IsHistory);

/// <summary>
/// What a product costs and whether it can be bought by the shop's last word, and what is to be told of how that changed. Pure.
/// The owner of the product's partition changes it, and who releases a held wave has its drop told later.
/// </summary>
sealed record WatchedProduct
{
    /// <summary>The product's, 0 to 15.</summary>
    public required int Partition { get; init; }

    /// <summary>Of the last word.</summary>
    public required long Sequence { get; init; }

    /// <summary>Null when the product is no longer sold.</summary>
    public Price? Price { get; init; }

    /// <summary>Whether it may be shown and bought.</summary>
    public bool IsSellable { get; init; }

    /// <summary>Null when the shop does not say.</summary>
    public int? UnitCount { get; init; }

    public PriceDrop? Drop { get; init; }

    public Restock? Restock { get; init; }

    /// <summary>A return before this instant is told only then.</summary>
    public DateTimeOffset? SilentUntil { get; init; }

    /// <summary>The shop's first word: nothing has dropped or returned.</summary>
    public static WatchedProduct First(CatalogWord said) => new()
    {
        Partition = said.Partition,
        Sequence = said.Sequence,
        Price = Offers.Price.Of(said.Product?.Price),
        IsSellable = KnownProduct.IsSellable(said.Product),
        UnitCount = said.Product is { HasUnitCount: true } product ? product.UnitCount : null,
    };

    /// <summary>What it is by another word of the shop.</summary>
    public WatchedProduct After(CatalogWord said, OfferOptions options)
    {
        // A parked one that is tried again comes late.
        if (said.Sequence <= Sequence)
            return this;
        var next = First(said);
        if (said.IsHistory)
            return next with { SilentUntil = SilentUntil };
        var (restock, silentUntil) = RestockAfter(next, said.LogTime, options);
        return next with { Drop = DropAfter(next.Price, said.LogTime, options), Restock = restock, SilentUntil = silentUntil };
    }

    /// <summary>The products that words of the shop change, as they are then.</summary>
    /// <param name="words">Of each product in their order.</param>
    /// <param name="known">What was known of them.</param>
    /// <param name="options">When it is worth telling.</param>
    public static Dictionary<ProductKey, WatchedProduct> After(
        IReadOnlyDictionary<ProductKey, List<CatalogWord>> words, IReadOnlyDictionary<ProductKey, WatchedProduct> known, OfferOptions options)
    {
        var changed = new Dictionary<ProductKey, WatchedProduct>();
        foreach (var (key, said) in words)
        {
            var before = known.GetValueOrDefault(key);
            var after = said.Aggregate(before, (product, word) => product is null ? First(word) : product.After(word, options));
            if (after is not null && after != before)
                changed[key] = after;
        }
        return changed;
    }

    /// <summary>Whether there is enough of it to tell those who wait.</summary>
    public bool IsBack(OfferOptions options) => IsSellable && (UnitCount is not { } units || units >= options.MinStock);

    PriceDrop? DropAfter(Price? now, DateTimeOffset time, OfferOptions options)
    {
        // Gone, new, or in another currency: nothing to compare with.
        if (Price is not { } before || now is not { } next || next.Currency != before.Currency)
            return null;
        if (next == before)
            return Drop;
        var pending = Drop is { } drop && time < drop.WaveEnd ? drop : null;
        var former = pending?.Former ?? before;
        if (next.Micros >= former.Micros)
            return null;
        // Stable again only from now on; once it was, a rise that still leaves it below changes nothing.
        return pending is not null && next.Micros > before.Micros && time >= pending.DueTime
            ? pending
            : new PriceDrop(former, time, time + options.PriceHold);
    }

    (Restock?, DateTimeOffset?) RestockAfter(WatchedProduct next, DateTimeOffset time, OfferOptions options)
    {
        var (was, now) = (IsBack(options), next.IsBack(options));
        if (was == now)
            return (Restock, SilentUntil);
        if (!now)
            return (null, Restock is { } gone ? gone.BackTime + options.FlapGuard : SilentUntil);
        var due = time + options.StockHold;
        return (new Restock(time, SilentUntil > due ? SilentUntil : due, 0), SilentUntil);
    }
}

/// <summary>A price that is lower than it was.</summary>
/// <param name="Former">The price before it dropped; of several drops in one hold, before the first.</param>
/// <param name="DropTime">When it last changed.</param>
/// <param name="DueTime">When it has stood for long enough.</param>
sealed record PriceDrop(Price Former, DateTimeOffset DropTime, DateTimeOffset DueTime)
{
    /// <summary>What becomes due in one hour of a shop is told together, at the hour's end.</summary>
    public DateTimeOffset WaveTime => WaveHours.Of(DueTime);

    public DateTimeOffset WaveEnd => WaveTime + WaveHours.Length;
}
