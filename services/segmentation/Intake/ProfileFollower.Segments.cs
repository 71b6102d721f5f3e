using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Profiles;
using Automation.Segmentation.Memberships;
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

    Task CompareAsync(BatchTransaction<LoggedEvent> batch, LoggedEvent logged, CancellationToken cancellationToken) =>
        cohorts.TellAsync(batch.Connection, logged, segments.ReadsStanding(logged.Partition, logged.ShopId), cancellationToken);

    /// <summary>First who is due, of whichever shop; then a page of those who are to be judged by a new comparison, of one shop after the other.</summary>
    async Task ElapseAsync(
        BatchTransaction<LoggedEvent> batch, LoggedEvent logged, Dictionary<ShopperKey, BatchProfile> profiles,
        CancellationToken cancellationToken)
    {
        var due = await segments.FindDueAsync(batch.Connection, logged, DueShoppers, cancellationToken);
        await JudgeAsync(batch, logged, due, profiles, cancellationToken);
        if (cohorts.NextToJudge(logged.Partition) is not var (shopId, after) || segments.CountChanges(logged) >= DueChanges)
            return;
        var (page, last) = await segments.ReadPageAsync(batch.Connection, logged.Partition, shopId, after, options.Value.JudgedAtOnce, cancellationToken);
        var judged = await JudgeAsync(batch, logged, page, profiles, cancellationToken);
        await cohorts.AdvanceAsync(
            batch.Connection, logged, shopId, judged < page.Count ? page[judged - 1].Shopper.ShopperId : last, cancellationToken);
    }

    /// <returns>How many of them, from the first: what they change is bounded.</returns>
    async Task<int> JudgeAsync(
        BatchTransaction<LoggedEvent> batch, LoggedEvent logged, List<ShopperSegments> rows, Dictionary<ShopperKey, BatchProfile> profiles,
        CancellationToken cancellationToken)
    {
        await LoadAsync(batch, rows.Select(row => (row.Partition, row.Shopper)), profiles, cancellationToken);
        for (var place = 0; place < rows.Count; place++)
        {
            if (segments.CountChanges(logged) >= DueChanges)
                return place;
            Judge(logged, rows[place], profiles[rows[place].Shopper]);
        }
        return rows.Count;
    }

    void Judge(LoggedEvent logged, ShopperSegments row, BatchProfile judged)
    {
        // Damaged, or deleted to begin anew.
        if (judged.Damage is not null || judged.State.Profile is not { } profile)
        {
            segments.PutOff(row, logged);
            return;
        }
        var before = segments.CountChanges(logged);
        var isJudged = cohorts.Judge(row.Partition, row.Shopper.ShopId, judged.State);
        segments.Elapse(row, profile, logged, isJudged);
        if (!isJudged && segments.CountChanges(logged) == before)
            return;
        judged.IsTold = true;
        // A copy of the profile as of this record replaces those before.
        profile.Position = new LogPosition { Partition = logged.Partition, Sequence = logged.Sequence };
    }
}
