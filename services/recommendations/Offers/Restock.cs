namespace Automation.Recommendations.Offers;

/// <summary>A product that can be bought again.</summary>
/// <param name="BackTime">Since when; tells one return from the next.</param>
/// <param name="NextWaveTime">When the next of those who wait are told; null: nobody waits any more.</param>
/// <param name="WaveCount">How many waves there were.</param>
sealed record Restock(DateTimeOffset BackTime, DateTimeOffset? NextWaveTime, int WaveCount)
{
    /// <summary>After a wave.</summary>
    /// <param name="isAnybodyLeft">Whether somebody may still wait whom it did not tell; a wave that there was no stock for leaves nobody.</param>
    /// <param name="now">On the shop clock.</param>
    /// <param name="options">How long until the next wave.</param>
    public Restock After(bool isAnybodyLeft, DateTimeOffset now, OfferOptions options)
    {
        // After an outage the next ones do not come all at once.
        var told = NextWaveTime is { } due && now - due < options.WaveInterval ? due : now;
        return this with { NextWaveTime = isAnybodyLeft ? told + options.WaveInterval : null, WaveCount = WaveCount + 1 };
    }
}

/// <summary>For how many people there is stock. Pure.</summary>
static class Allotment
{
    // What one transaction bears; the next ones are told with the next wave.
    const int MaxPeople = 2_000;

    // As long as ingestion surely remembers event ids: what is older may have been told, and is of no interest.
    static readonly TimeSpan s_stale = TimeSpan.FromDays(7);

    /// <summary>How many are told now; 0: nobody any more.</summary>
    public static int Of(WatchedProduct product, DateTimeOffset now, OfferOptions options)
    {
        if (!product.IsBack(options) || product.Restock?.NextWaveTime is not { } due || now - due > s_stale)
            return 0;
        return product.UnitCount is { } units ? (int)Math.Min(MaxPeople, (long)units * options.PeoplePerUnit) : options.WaveOfUnknown;
    }
}
