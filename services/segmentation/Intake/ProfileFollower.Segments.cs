using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Profiles;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.Storage;
using Npgsql;

namespace Automation.Segmentation.Intake;

/// <content>What control records mean for segments.</content>
sealed partial class ProfileFollower
{
    // What comes on top follows with another record, so that neither a transaction nor what is told of a record grows beyond this.
    const int DueShoppers = 500;
    const int DueChanges = 2_000;

    public async Task TakeOverAsync(int partition, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await segments.TakeOverAsync(partition, connection, cancellationToken);
        await cohorts.TakeOverAsync(partition, connection, cancellationToken);
    }

    Task TellAsync(
        BatchTransaction<LoggedEvent> batch, PartitionBatch<LoggedEvent> partition, LoggedEvent logged,
        Dictionary<ShopperKey, BatchProfile> profiles, CancellationToken cancellationToken)
    {
        var isRetry = partition.Kind is PartitionBatchKind.Retry;
        // What is tried again acts where the partition stands now; what is due has been asked for anew since.
        if (logged.Control?.CohortComputed is not null)
            return CompareAsync(batch, logged, cancellationToken);
        if (logged.Control?.WindowsDue is null)
            return segments.TellAsync(batch.Connection, logged, isRetry ? partition.Before : logged.Sequence, cancellationToken);
        return isRetry ? Task.CompletedTask : ElapseAsync(batch, logged, profiles, cancellationToken);
    }

    async Task CompareAsync(BatchTransaction<LoggedEvent> batch, LoggedEvent logged, CancellationToken cancellationToken)
    {
        if (await cohorts.TellAsync(batch.Connection, logged, cancellationToken))
            await segments.JudgeAnewAsync(batch.Connection, logged, cancellationToken);
    }

    async Task ElapseAsync(
        BatchTransaction<LoggedEvent> batch, LoggedEvent logged, Dictionary<ShopperKey, BatchProfile> profiles,
        CancellationToken cancellationToken)
    {
        var due = await segments.FindDueAsync(batch.Connection, logged, DueShoppers, cancellationToken);
        await LoadAsync(batch, due.Select(row => (row.Partition, row.Shopper)), profiles, cancellationToken);
        foreach (var row in due)
        {
            if (segments.CountChanges(logged) >= DueChanges)
                return;
            var elapsed = profiles[row.Shopper];
            // Damaged, or deleted to begin anew.
            if (elapsed.Damage is not null || elapsed.State.Profile is not { } profile)
            {
                segments.PutOff(row, logged);
                continue;
            }
            var before = segments.CountChanges(logged);
            var isJudged = cohorts.Judge(row.Partition, row.Shopper.ShopId, elapsed.State);
            segments.Elapse(row, profile, logged, isJudged);
            if (!isJudged && segments.CountChanges(logged) == before)
                continue;
            elapsed.IsTold = true;
            // A copy of the profile as of this record replaces those before.
            profile.Position = new LogPosition { Partition = logged.Partition, Sequence = logged.Sequence };
        }
    }
}
