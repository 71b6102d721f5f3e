using Automation.Commerce.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Offers;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Telemetry;
using Automation.EventLog.Following;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.Recommendations.Intake;

/// <summary>
/// Folds the event log into the catalog, the counts of shoppers that popularity is made of, and who is interested in what; and tells what is
/// due of that by the shop clock.
/// </summary>
sealed class CatalogFollower(DueOffers offers, Watermark watermark, IOptions<OfferOptions> options, RecommendationsMetrics metrics)
    : ILogHandler<LoggedEvent>
{
    public Task TakeOverAsync(int partition, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        offers.TakeOverAsync(partition, connection, cancellationToken);

    public void Forget(IReadOnlyCollection<int> partitions) => offers.Forget(partitions);

    public bool HasScheduledWork(int partition, long position) => offers.Has(partition, position);

    public void WakeBy(Action wake) => watermark.Risen += wake;

    public async Task HandleAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        var fold = Fold(batch);
        batch.EndStep(BatchSteps.Fold);
        var watched = await FoldWriter.WriteAsync(batch.Transaction, fold, options.Value, cancellationToken);
        offers.Note(watched.Values);
        await offers.TellAsync(batch, cancellationToken);
        batch.EndStep(BatchSteps.Write);
        metrics.Folded(batch.Batches.Sum(partition => partition.Records.Count), fold.Products.Count);
    }

    public Task CommittedAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        offers.Committed(batch);
        return Task.CompletedTask;
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
