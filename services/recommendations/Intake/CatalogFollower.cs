using Automation.Commerce.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Telemetry;
using Automation.EventLog.Following;

namespace Automation.Recommendations.Intake;

/// <summary>Folds the event log into the catalog and the counts of shoppers that popularity is made of.</summary>
sealed class CatalogFollower(RecommendationsMetrics metrics) : ILogHandler<LoggedEvent>
{
    public async Task HandleAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        var fold = Fold(batch);
        batch.EndStep(BatchSteps.Fold);
        await FoldWriter.WriteAsync(batch.Transaction, fold, cancellationToken);
        batch.EndStep(BatchSteps.Write);
        metrics.Folded(batch.Batches.Sum(partition => partition.Records.Count), fold.Products.Count);
    }

    /// <summary>What the records come to. One that cannot be folded is parked, and nothing of it counts.</summary>
    internal static CatalogFold Fold(BatchTransaction<LoggedEvent> batch)
    {
        try
        {
            var fold = new CatalogFold();
            foreach (var partition in batch.Batches)
            {
                foreach (var logged in partition.Records)
                    fold.Apply(logged);
            }
            return fold;
        }
        catch (Exception)
        {
            // Part of the one that failed may be in it: anew, each tried by itself first.
            return FoldApart(batch);
        }
    }

    static CatalogFold FoldApart(BatchTransaction<LoggedEvent> batch)
    {
        var fold = new CatalogFold();
        foreach (var partition in batch.Batches)
        {
            foreach (var logged in partition.Records)
            {
                try
                {
                    new CatalogFold().Apply(logged);
                }
                catch (Exception cause)
                {
                    batch.Park(partition.Partition, logged, cause);
                    continue;
                }
                fold.Apply(logged);
            }
        }
        return fold;
    }
}
