using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;

namespace Automation.Profiles.Customers;

/// <summary>Where a shopper stands: a function of the shopper's own orders and the last comparison of the shop's customers.</summary>
public static class CustomerStanding
{
    /// <summary>Judges the profile by a comparison. Does nothing where it is judged by that already.</summary>
    /// <param name="cohortSequence">Where the comparison stands in the partition.</param>
    /// <returns>Whether the scores or the rhythm are others now.</returns>
    public static bool Judge(ProfileState state, CohortComputed cohort, long cohortSequence)
    {
        if (state.CohortSequence == cohortSequence || state.Profile is not { } profile)
            return false;
        state.CohortSequence = cohortSequence;
        if (profile.OrderSummary is null)
            return false;
        var (scores, rhythm) = (profile.Rfm, profile.OrderRhythm);
        profile.Rfm = ScoresOf(CustomerFigures.Of(state, cohort.AsOfTime, until: null, cohort.CurrencyCode), cohort);
        profile.OrderRhythm = Rhythm.Of(profile.OrderSummary, OrderGaps.Of(state.Orders), cohort);
        return !Equals(scores, profile.Rfm) || !Equals(rhythm, profile.OrderRhythm);
    }

    static RfmScores? ScoresOf(CustomerFigures figures, CohortComputed cohort)
    {
        if (figures.LastOrderTime is not { } last)
            return null;
        var scores = new RfmScores { Recency = 1, Frequency = 1, Monetary = 1 };
        foreach (var bound in cohort.RecencyBoundTime)
            scores.Recency += EventTime.Compare(last, bound) > 0 ? 1 : 0;
        foreach (var bound in cohort.FrequencyBounds)
            scores.Frequency += figures.OrderCount > bound ? 1 : 0;
        foreach (var bound in cohort.MonetaryBounds)
            scores.Monetary += figures.NetNanos > bound.ToNanos() ? 1 : 0;
        scores.TopTenth = figures.NetNanos > cohort.TopTenthBound.ToNanos();
        return scores;
    }
}
