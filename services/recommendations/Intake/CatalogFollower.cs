using Automation.Commerce.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Models;
using Automation.Recommendations.Popularity;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Telemetry;
using Automation.EventLog.Following;
using Microsoft.Extensions.Options;

namespace Automation.Recommendations.Intake;

/// <summary>Folds the event log into the catalog and the counts of shoppers that popularity is made of.</summary>
sealed class CatalogFollower(RecommendationsMetrics metrics, IOptions<ModelOptions> models) : ILogHandler<LoggedEvent>
{
    // A few more than are counted, for clocks that differ and replicas that lag.
    const int KeptDays = PopularityScore.Days + 5;

    readonly Dictionary<string, DateOnly> _droppedFor = [];

    public async Task HandleAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        var fold = new CatalogFold();
        var events = 0;
        foreach (var logged in batch.Batches.SelectMany(partition => partition.Records))
        {
            fold.Apply(logged);
            events++;
        }
        batch.EndStep(BatchSteps.Fold);
        await ProductTable.MergeAsync(batch.Transaction, fold.Products, cancellationToken);
        var days = await InterestTable.MergeAsync(batch.Transaction, fold.Interests, cancellationToken);
        await ProductDayTable.AddAsync(batch.Transaction, days, cancellationToken);
        if (fold.Interactions.Count > 0)
        {
            var keptFrom = fold.Interactions.Max(interaction => interaction.Microseconds) - (models.Value.Kept.Ticks / TimeSpan.TicksPerMicrosecond);
            await InteractionTable.AppendAsync(batch.Transaction, fold.Interactions, keptFrom, cancellationToken);
        }
        foreach (var shop in days.Keys.GroupBy(key => key.ShopId))
        {
            var day = shop.Max(key => key.Day);
            if (_droppedFor.TryGetValue(shop.Key, out var dropped) && dropped >= day)
                continue;
            await ProductDayTable.DropBeforeAsync(batch.Transaction, shop.Key, day.AddDays(-KeptDays), cancellationToken);
            _droppedFor[shop.Key] = day;
        }
        if (days.Count > 0)
            await InterestTable.PruneAsync(batch.Transaction, days.Keys.Max(key => key.Day).AddDays(-KeptDays), cancellationToken);
        batch.EndStep(BatchSteps.Write);
        metrics.Folded(events, fold.Products.Count);
    }
}
