namespace Automation.Recommendations.Popularity;

/// <summary>
/// Counts of shoppers by product and day: each shopper counts once for a product and a way to want it, on the last day on which
/// it happened. Who wants a product sixty times is still one.
/// </summary>
static class DistinctShoppers
{
    /// <summary>What the counts of days change by when shoppers' interests grow. Those whose changes cancel out are left out.</summary>
    /// <param name="moves">What was known of each before, and what is known now.</param>
    public static Dictionary<DayKey, DayCounts> Changes(IEnumerable<(InterestKey Key, Interest Before, Interest After)> moves)
    {
        var changes = new Dictionary<DayKey, DayCounts>();
        foreach (var (key, before, after) in moves)
        {
            Move(changes, key, before.Viewed, after.Viewed, new DayCounts(Views: 1));
            Move(changes, key, before.Added, after.Added, new DayCounts(Adds: 1));
            Move(changes, key, before.Ordered, after.Ordered, new DayCounts(Orders: 1));
        }
        foreach (var (key, counts) in changes)
        {
            if (counts == default)
                changes.Remove(key);
        }
        return changes;
    }

    static void Move(Dictionary<DayKey, DayCounts> changes, InterestKey key, DateOnly? before, DateOnly? after, DayCounts one)
    {
        if (after is not { } day || before == after)
            return;
        Add(changes, new(key.ShopId, day, key.ProductId), one);
        // What no longer counts may have been dropped already: nothing is taken from it.
        if (before is { } former && day.DayNumber - former.DayNumber < PopularityScore.Days)
            Add(changes, new(key.ShopId, former, key.ProductId), -one);
    }

    static void Add(Dictionary<DayKey, DayCounts> changes, DayKey key, DayCounts counts) =>
        changes[key] = changes.GetValueOrDefault(key) + counts;
}
