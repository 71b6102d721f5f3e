namespace Automation.Recommendations.Popularity;

/// <summary>
/// How popular a product is: the weighted sum of the shoppers who viewed, added and ordered it in the last 30 days, each day
/// worth half of what it is worth a week later. In whole numbers, so that equal histories have equal scores and ties are real.
/// </summary>
static class PopularityScore
{
    /// <summary>Days that count, today included.</summary>
    public const int Days = 30;

    /// <summary>Of a hundred views some five become adds, and of these about one in four an order: what is rarer says more.</summary>
    public const int ViewWeight = 1;
    public const int AddWeight = 5;
    public const int OrderWeight = 20;

    /// <summary>Today's day weight. 2^(-29/7) of it is still 56,608: three digits of every weight are right.</summary>
    public const long FullDay = 1_000_000;

    const double HalfLifeDays = 7;

    /// <summary>Weight of what happened so many days ago.</summary>
    public static long DayWeight(int daysAgo) => daysAgo switch
    {
        // Another machine's clock may be ahead of ours across midnight.
        < 0 => FullDay,
        < Days => (long)Math.Round(FullDay * Math.Pow(2, -daysAgo / HalfLifeDays)),
        _ => 0,
    };

    /// <summary>Score of a product by its days; the higher the more popular.</summary>
    public static Int128 Of(DateOnly today, IEnumerable<(DateOnly Day, DayCounts Counts)> days)
    {
        Int128 score = 0;
        foreach (var (day, counts) in days)
        {
            var wanted = (Int128)counts.Views * ViewWeight + counts.Adds * AddWeight + counts.Orders * OrderWeight;
            score += wanted * DayWeight(today.DayNumber - day.DayNumber);
        }
        return score;
    }
}
