using Automation.Recommendations.Models;
using Automation.Recommendations.Popularity;
using Automation.ServiceDefaults.Database.Pruning;

namespace Automation.Recommendations.Storage;

/// <summary>What the service forgets, by the shop clock.</summary>
static class ForgottenRows
{
    // A few more than are counted, for clocks that differ and replicas that lag.
    static readonly TimeSpan s_days = TimeSpan.FromDays(PopularityScore.Days + 5);

    // Days are forgotten whole, and a look reads what has no index for it.
    static readonly TimeSpan s_interval = TimeSpan.FromHours(6);

    public static PruningPlan Plan(InterestTable interests, ProductDayTable days, InteractionTable interactions, ModelOptions models) => new(
        s_interval,
        [
            new("product_days", s_days, (before, portion, token) => days.PruneAsync(DayOf(before), portion, token)),
            new("interests", s_days, (before, portion, token) => interests.PruneAsync(DayOf(before), portion, token)),
            new("interactions", models.Kept, interactions.PruneAsync),
        ]);

    static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.UtcDateTime);
}
