using System.Runtime.ExceptionServices;
using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.Profiles;
using Automation.EventLog.Following;

namespace Automation.Segmentation.Intake;

/// <content>Folds, and finds the records that cannot be folded.</content>
sealed partial class ProfileFollower
{
    /// <summary>Folds every record.</summary>
    /// <returns>Whose profiles a record has spoilt that could not be folded.</returns>
    async Task<HashSet<ShopperKey>> FoldAsync(
        BatchTransaction<LoggedEvent> batch, Dictionary<ShopperKey, BatchProfile> profiles, CancellationToken cancellationToken)
    {
        var spoilt = new HashSet<ShopperKey>();
        var (isTold, cause) = (false, (Exception?)null);
        foreach (var partition in batch.Batches)
        {
            foreach (var logged in partition.Records)
            {
                if (!ProfileFold.IsFolded(logged))
                {
                    if (logged.Control is not null)
                        await TellAsync(batch, partition, logged, profiles, cancellationToken);
                    isTold |= logged.Control is not null;
                    continue;
                }
                var shopper = KeyOf(logged);
                var profile = profiles[shopper];
                if (profile.Damage is { } damage)
                    batch.Park(partition.Partition, logged, damage);
                else if (!spoilt.Contains(shopper) && TryFold(shopper, profile, partition, logged) is { } failure && spoilt.Add(shopper))
                    cause = failure;
            }
        }
        // What a control record told many cannot be taken back for some: the follower searches in smaller batches.
        if (isTold && cause is not null)
            ExceptionDispatchInfo.Throw(cause);
        return spoilt;
    }

    /// <summary>Folds the records of these profiles, read anew, with a look back: one that cannot be folded is parked.</summary>
    void FoldApart(BatchTransaction<LoggedEvent> batch, Dictionary<ShopperKey, BatchProfile> profiles)
    {
        foreach (var partition in batch.Batches)
        {
            foreach (var logged in partition.Records.Where(ProfileFold.IsFolded))
            {
                var shopper = KeyOf(logged);
                if (!profiles.TryGetValue(shopper, out var profile))
                    continue;
                if (profile.Damage is { } damage)
                {
                    batch.Park(partition.Partition, logged, damage);
                    continue;
                }
                var (before, memberships) = (profile.State.Clone(), segments.CopyOf(shopper));
                if (TryFold(shopper, profile, partition, logged) is not { } cause)
                    continue;
                batch.Park(partition.Partition, logged, cause);
                profile.State = before;
                segments.PutBack(shopper, memberships);
            }
        }
    }

    /// <returns>Why it could not be folded; then the state is spoilt.</returns>
    Exception? TryFold(ShopperKey shopper, BatchProfile profile, PartitionBatch<LoggedEvent> partition, LoggedEvent logged)
    {
        try
        {
            var isFirst = profile.State.Profile is null;
            var isRetry = partition.Kind is PartitionBatchKind.Retry;
            var wasListed = logged.Event?.ListChanged is { } listed && profile.State.Profile?.ListIds.Contains(listed.ListId) is true;
            // A retried record was handed on when it was parked; it keeps what was said of it then.
            if (isRetry)
                ProfileFold.ApplyLate(profile.State, logged);
            else
                _marked.Add(partition.Partition, logged.Sequence, logged.LogTime, ProfileFold.Apply(profile.State, logged));
            var isJudged = cohorts.Judge(partition.Partition, shopper.ShopId, profile.State);
            // What is tried again acts where the partition stands now.
            var sequence = isRetry ? partition.Before : logged.Sequence;
            segments.Apply(shopper, profile.State.Profile!, logged, isFirst, sequence, isJudged);
            if (logged.Event?.ListChanged is not null)
                _lists.Note(shopper, wasListed, profile.State.Profile!, logged, sequence);
            profile.FoldedCount++;
            return null;
        }
        catch (Exception cause)
        {
            return cause;
        }
    }
}
