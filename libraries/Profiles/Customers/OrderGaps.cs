using Automation.Segmentation.V1;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles.Customers;

/// <summary>The gaps between one order that counts and the next, of the latest 500 orders.</summary>
/// <param name="Seconds">Ascending.</param>
readonly record struct OrderGaps(long[] Seconds)
{
    const double SecondsOfADay = 86_400;

    /// <summary>So many gaps say something about the shopper.</summary>
    const int Enough = 2;

    const int OnStack = 64;

    public bool AreEnough => Seconds.Length >= Enough;

    /// <param name="orders">In any order.</param>
    /// <param name="until">Leaves out later ones; null: none.</param>
    public static OrderGaps Of(RepeatedField<OrderFacts> orders, Timestamp? until = null)
    {
        if (orders.Count < 2)
            return new OrderGaps([]);
        Span<long> times = orders.Count <= OnStack ? stackalloc long[orders.Count] : new long[orders.Count];
        var count = 0;
        for (var place = 0; place < orders.Count; place++)
        {
            if (OrderSums.Counts(orders[place]) && OrderSums.TimeOf(orders[place]) is var time && !(until is not null && EventTime.Compare(time, until) > 0))
                times[count++] = time.Seconds;
        }
        if (count < 2)
            return new OrderGaps([]);
        times[..count].Sort();
        var gaps = new long[count - 1];
        for (var place = 0; place < gaps.Length; place++)
            gaps[place] = times[place + 1] - times[place];
        gaps.AsSpan().Sort();
        return new OrderGaps(gaps);
    }

    /// <summary>Puts what they come to beside the other sums.</summary>
    public void Sum(OrderSummary summary)
    {
        if (summary.OrderCount > 1)
            summary.AverageGapDays = AverageSeconds(summary) / SecondsOfADay;
        if (AreEnough)
            summary.P90GapDays = Ranks.At(Seconds, 90) / SecondsOfADay;
    }

    /// <summary>Also over orders that are no longer known one by one.</summary>
    public static double AverageSeconds(OrderSummary summary) =>
        (double)(summary.LastOrderTime.Seconds - summary.FirstOrderTime.Seconds) / (summary.OrderCount - 1);
}
