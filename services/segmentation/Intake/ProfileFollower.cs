using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.Segmentation.V1;
using Automation.EventLog.Bus;
using Automation.EventLog.Following;
using Automation.Clients.Segmentation;
using Google.Protobuf;

namespace Automation.Segmentation.Intake;

/// <summary>Folds the event log into profiles: one read of the profiles that a batch needs, one write of those it changed.</summary>
sealed class ProfileFollower(ProfileWorkingSet workingSet, ProfileCacheWriter cache, LogPublisher publisher, SegmentationMetrics metrics)
    : ILogHandler<LoggedEvent>
{
    readonly List<FoldedProfile> _folded = [];
    readonly MarkedRecords _marked = new();

    public async Task HandleAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        _folded.Clear();
        _marked.Clear();
        var profiles = await LoadAsync(batch, cancellationToken);
        batch.EndStep(BatchSteps.Load);
        if (Fold(batch, profiles) is { Count: > 0 } spoilt)
            FoldApart(batch, await LoadAgainAsync(batch, profiles, spoilt, cancellationToken));
        foreach (var (shopper, profile) in profiles)
        {
            if (!profile.IsChanged)
                continue;
            var bytes = profile.State.ToByteArray();
            metrics.Written(bytes.Length);
            _folded.Add(new FoldedProfile(profile.Partition, shopper, profile.State, bytes));
        }
        batch.EndStep(BatchSteps.Fold);
        if (_folded.Count > 0)
            await ProfileTable.WriteAsync(batch.Transaction, _folded, cancellationToken);
        if (_marked.All is { Count: > 0 } marked)
            await MarkTable.WriteAsync(batch.Transaction, marked, cancellationToken);
        batch.EndStep(BatchSteps.Write);
        metrics.Folded(profiles.Values.Sum(profile => profile.FoldedCount));
    }

    public async Task CommittedAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        // Copies first: who is told of an event looks for the profile next.
        await cache.StoreAsync(_folded.ConvertAll(profile => profile.ToCopy()), cancellationToken);
        batch.EndStep(BatchSteps.Cache);
        foreach (var profile in _folded)
            workingSet.Put(profile.Partition, profile.Shopper, profile.State, profile.Bytes.Length);
        foreach (var partition in batch.Batches.Where(partition => partition.Kind is not PartitionBatchKind.Retry))
        {
            foreach (var logged in partition.Records)
            {
                var record = MembershipRecords.Of(logged, _marked.Of(partition.Partition, logged.Sequence));
                publisher.Add(partition.Partition, logged.Sequence, record, logged.Traceparent, batch.OwnIncarnation);
            }
        }
        batch.EndStep(BatchSteps.Publish);
    }

    public void Forget(IReadOnlyCollection<int> partitions)
    {
        foreach (var partition in partitions)
            workingSet.Drop(partition);
    }

    /// <summary>Folds every record.</summary>
    /// <returns>Whose profiles a record has spoilt that could not be folded.</returns>
    HashSet<ShopperKey> Fold(BatchTransaction<LoggedEvent> batch, Dictionary<ShopperKey, BatchProfile> profiles)
    {
        var spoilt = new HashSet<ShopperKey>();
        foreach (var partition in batch.Batches)
        {
            foreach (var logged in partition.Records.Where(ProfileFold.IsFolded))
            {
                var shopper = KeyOf(logged);
                var profile = profiles[shopper];
                if (profile.Damage is { } damage)
                    batch.Park(partition.Partition, logged, damage);
                else if (!spoilt.Contains(shopper) && TryFold(profile, partition, logged) is not null)
                    spoilt.Add(shopper);
            }
        }
        return spoilt;
    }

    /// <summary>Folds the records of these profiles, read anew, with a look back: one that cannot be folded is parked.</summary>
    void FoldApart(BatchTransaction<LoggedEvent> batch, Dictionary<ShopperKey, BatchProfile> profiles)
    {
        foreach (var partition in batch.Batches)
        {
            foreach (var logged in partition.Records.Where(ProfileFold.IsFolded))
            {
                if (!profiles.TryGetValue(KeyOf(logged), out var profile))
                    continue;
                if (profile.Damage is { } damage)
                {
                    batch.Park(partition.Partition, logged, damage);
                    continue;
                }
                var before = profile.State.Clone();
                if (TryFold(profile, partition, logged) is not { } cause)
                    continue;
                batch.Park(partition.Partition, logged, cause);
                profile.State = before;
            }
        }
    }

    /// <returns>Why it could not be folded; then the state is spoilt.</returns>
    Exception? TryFold(BatchProfile profile, PartitionBatch<LoggedEvent> partition, LoggedEvent logged)
    {
        try
        {
            // A retried record was handed on when it was parked; it keeps what was said of it then.
            if (partition.Kind is PartitionBatchKind.Retry)
                ProfileFold.ApplyLate(profile.State, logged);
            else
                _marked.Add(partition.Partition, logged.Sequence, logged.LogTime, ProfileFold.Apply(profile.State, logged));
            profile.FoldedCount++;
            return null;
        }
        catch (Exception cause)
        {
            return cause;
        }
    }

    async Task<Dictionary<ShopperKey, BatchProfile>> LoadAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        var profiles = new Dictionary<ShopperKey, BatchProfile>();
        var missing = new Dictionary<ShopperKey, int>();
        foreach (var partition in batch.Batches)
        {
            foreach (var shopper in partition.Records.Where(ProfileFold.IsFolded).Select(KeyOf))
            {
                if (profiles.ContainsKey(shopper) || missing.ContainsKey(shopper))
                    continue;
                if (workingSet.Take(partition.Partition, shopper) is { } state)
                    profiles[shopper] = new(partition.Partition, state);
                else
                    missing[shopper] = partition.Partition;
            }
        }
        var found = profiles.Count;
        await ReadAsync(batch, profiles, missing, cancellationToken);
        metrics.Loaded(found, missing.Count);
        return profiles;
    }

    /// <summary>Reads profiles anew that a failed fold has spoilt: this transaction has written nothing yet.</summary>
    static async Task<Dictionary<ShopperKey, BatchProfile>> LoadAgainAsync(
        BatchTransaction<LoggedEvent> batch, Dictionary<ShopperKey, BatchProfile> profiles, HashSet<ShopperKey> spoilt, CancellationToken cancellationToken)
    {
        var again = new Dictionary<ShopperKey, BatchProfile>();
        await ReadAsync(batch, again, spoilt.ToDictionary(shopper => shopper, shopper => profiles[shopper].Partition), cancellationToken);
        foreach (var (shopper, profile) in again)
            profiles[shopper] = profile;
        return again;
    }

    static async Task ReadAsync(
        BatchTransaction<LoggedEvent> batch, Dictionary<ShopperKey, BatchProfile> into, Dictionary<ShopperKey, int> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0)
            return;
        var stored = await ProfileTable.ReadAsync(batch.Transaction, wanted.Keys, cancellationToken);
        foreach (var (shopper, partition) in wanted)
        {
            into[shopper] = !stored.TryGetValue(shopper, out var profile) ? new(partition, new ProfileState())
                : profile.Damage is { } damage ? new(partition, damage)
                : new(partition, profile.State);
        }
    }

    static ShopperKey KeyOf(LoggedEvent logged) => new(logged.ShopId, Guid.ParseExact(logged.ShopperId, "D"));
}
