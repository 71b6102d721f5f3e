using Automation.Commerce.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Popularity;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Telemetry;
using Automation.EventLog.Following;

namespace Automation.Recommendations.Intake;

/// <summary>Folds the event log into the catalog and the counts that popularity is made of.</summary>
sealed class CatalogFollower(RecommendationsMetrics metrics) : ILogHandler<LoggedEvent>
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
        await ProductDayTable.AddAsync(batch.Transaction, fold.Days, cancellationToken);
        foreach (var shop in fold.Days.Keys.GroupBy(key => key.ShopId))
        {
            var day = shop.Max(key => key.Day);
            if (_droppedFor.TryGetValue(shop.Key, out var dropped) && dropped >= day)
                continue;
            await ProductDayTable.DropBeforeAsync(batch.Transaction, shop.Key, day.AddDays(-KeptDays), cancellationToken);
            _droppedFor[shop.Key] = day;
        }
        batch.EndStep(BatchSteps.Write);
        metrics.Folded(events, fold.Products.Count);
    }
}
