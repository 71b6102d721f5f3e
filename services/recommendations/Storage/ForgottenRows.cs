using Automation.Recommendations.Models;
using Automation.Recommendations.Offers;
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

    // A day more than asking counts for, whatever the hour.
    static readonly TimeSpan s_requests = TimeSpan.FromDays(LookBacks.Wished + 1);

    // As long as anybody may want to know what was held back.
    static readonly TimeSpan s_waves = TimeSpan.FromDays(90);

    public static PruningPlan Plan(
        InterestTable interests, ProductDayTable days, InteractionTable interactions, StockRequestTable requests, PriceWaveTable waves, ModelOptions models) => new(
        s_interval,
        [
            new("product_days", s_days, (before, portion, token) => days.PruneAsync(DayOf(before), portion, token)),
            new("interests", TimeSpan.Zero, (before, portion, token) => interests.PruneAsync(DayOf(before), portion, token)),
            new("interactions", models.Kept, interactions.PruneAsync),
            new("stock_requests", s_requests, requests.PruneAsync),
            new("price_waves", s_waves, waves.PruneAsync),
        ]);

    static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.UtcDateTime);
}
