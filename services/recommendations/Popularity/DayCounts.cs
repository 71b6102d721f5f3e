namespace Automation.Recommendations.Popularity;

/// <summary>A product on a day of the shop clock (UTC).</summary>
readonly record struct DayKey(string ShopId, DateOnly Day, string ProductId);

/// <summary>How many shoppers wanted a product last on a day.</summary>
readonly record struct DayCounts(long Views = 0, long Adds = 0, long Orders = 0)
{
    public static DayCounts operator +(DayCounts one, DayCounts other) =>
        new(one.Views + other.Views, one.Adds + other.Adds, one.Orders + other.Orders);

    public static DayCounts operator -(DayCounts one) => new(-one.Views, -one.Adds, -one.Orders);
}
