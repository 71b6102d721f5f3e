using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles.Customers;

/// <summary>When a shopper who orders nothing more is missed: docs/profile.md.</summary>
static class Rhythm
{
    const long Day = 86_400;

    public static OrderRhythm? Of(OrderSummary summary, OrderGaps gaps, CohortComputed? cohort)
    {
        if (summary.OrderCount == 0)
            return null;
        var lapse = long.Clamp(GapOf(90, gaps, cohort?.P90GapSeconds, 90 * Day), 45 * Day, 365 * Day);
        var risk = long.Clamp(GapOf(75, gaps, cohort?.P75GapSeconds, 60 * Day), 30 * Day, lapse);
        var rhythm = new OrderRhythm { AtRiskTime = After(summary, risk), LapseTime = After(summary, lapse) };
        if (gaps.AreEnough)
            rhythm.ExpectedOrderTime = After(summary, (long)OrderGaps.AverageSeconds(summary));
        return rhythm;
    }

    static long GapOf(int percent, OrderGaps gaps, long? ofShop, long otherwise) =>
        gaps.AreEnough ? Ranks.At(gaps.Seconds, percent) : ofShop is > 0 ? ofShop.Value : otherwise;

    static Timestamp After(OrderSummary summary, long seconds) =>
        new() { Seconds = summary.LastOrderTime.Seconds + seconds, Nanos = summary.LastOrderTime.Nanos };
}
