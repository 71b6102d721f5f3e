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
sealed partial class ProfileFollower(
    ProfileWorkingSet workingSet, SegmentEvaluation segments, ProfileCacheWriter cache, LogPublisher publisher, SegmentationMetrics metrics)
    : ILogHandler<LoggedEvent>
{
    readonly List<FoldedProfile> _folded = [];
    readonly MarkedRecords _marked = new();

    public async Task HandleAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        _folded.Clear();
        _marked.Clear();
        var states = new Dictionary<ShopperKey, (int Partition, ProfileState State)>();
        await LoadAsync(batch, ShoppersOf(batch), states, cancellationToken);
        await segments.BeginAsync(batch.Connection, states, cancellationToken);
        var events = 0;
        foreach (var partition in batch.Batches)
        {
            foreach (var logged in partition.Records)
            {
                if (!ProfileFold.IsFolded(logged))
                {
                    if (logged.Control is not null)
                        await TellAsync(batch, logged, states, cancellationToken);
                    continue;
                }
                var shopper = KeyOf(logged);
                var state = states[shopper].State;
                var isFirst = state.Profile is null;
                // A retried record was handed on when it was parked; it keeps what was said of it then.
                if (partition.Kind is PartitionBatchKind.Retry)
                    ProfileFold.ApplyLate(state, logged);
                else
                    _marked.Add(partition.Partition, logged.Sequence, logged.LogTime, ProfileFold.Apply(state, logged));
                // What is tried again acts where the partition stands now.
                segments.Apply(shopper, state.Profile!, logged, isFirst, partition.Kind is PartitionBatchKind.Retry ? partition.Before : logged.Sequence);
                events++;
            }
        }
        foreach (var (shopper, (partition, state)) in states)
        {
            var bytes = state.ToByteArray();
            metrics.Written(bytes.Length);
            _folded.Add(new FoldedProfile(partition, shopper, state, bytes));
        }
        if (_folded.Count > 0)
            await ProfileTable.WriteAsync(batch.Transaction, _folded, cancellationToken);
        await segments.WriteAsync(batch.Transaction, cancellationToken);
        if (_marked.All.Count > 0)
            await MarkTable.WriteAsync(batch.Transaction, _marked.All, cancellationToken);
        metrics.Folded(events);
    }

    public async Task CommittedAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        // Copies first: who is told of an event looks for the profile next.
        var isParking = batch.Batches.Any(partition => partition.Kind is PartitionBatchKind.Parked);
        var folded = isParking ? [] : _folded;
        await cache.StoreAsync(folded.ConvertAll(profile => profile.ToCopy()), cancellationToken);
        foreach (var profile in folded)
            workingSet.Put(profile.Partition, profile.Shopper, profile.Bytes);
        foreach (var partition in batch.Batches.Where(partition => partition.Kind is not PartitionBatchKind.Retry))
        {
            foreach (var logged in partition.Records)
            {
                var record = isParking
                    ? MembershipRecords.Of(logged, FoldMarks.None, [])
                    : MembershipRecords.Of(
                        logged, _marked.Of(partition.Partition, logged.Sequence), segments.ChangesOf(partition.Partition, logged.Sequence));
                publisher.Add(partition.Partition, logged.Sequence, record, logged.Traceparent, batch.OwnIncarnation);
            }
        }
    }

    public void Forget(IReadOnlyCollection<int> partitions)
    {
        foreach (var partition in partitions)
        {
            workingSet.Drop(partition);
            segments.Forget(partition);
        }
    }

    static IEnumerable<(int Partition, ShopperKey Shopper)> ShoppersOf(BatchTransaction<LoggedEvent> batch) => batch.Batches.SelectMany(
        partition => partition.Records.Where(ProfileFold.IsFolded).Select(logged => (partition.Partition, KeyOf(logged))));

    /// <summary>Adds the profiles of shoppers to those that the batch has.</summary>
    async Task LoadAsync(
        BatchTransaction<LoggedEvent> batch, IEnumerable<(int Partition, ShopperKey Shopper)> shoppers,
        Dictionary<ShopperKey, (int Partition, ProfileState State)> states, CancellationToken cancellationToken)
    {
        var missing = new Dictionary<ShopperKey, int>();
        var found = 0;
        foreach (var (partition, shopper) in shoppers)
        {
            if (states.ContainsKey(shopper) || missing.ContainsKey(shopper))
                continue;
            if (workingSet.Take(partition, shopper) is { } stored)
            {
                states[shopper] = (partition, ProfileState.Parser.ParseFrom(stored));
                found++;
            }
            else
            {
                missing[shopper] = partition;
            }
        }
        if (missing.Count > 0)
        {
            var read = await ProfileTable.ReadAsync(batch.Transaction, missing.Keys, cancellationToken);
            foreach (var (shopper, partition) in missing)
                states[shopper] = (partition, read.GetValueOrDefault(shopper) ?? new ProfileState());
        }
        metrics.Loaded(found, missing.Count);
    }

    static ShopperKey KeyOf(LoggedEvent logged) => new(logged.ShopId, Guid.ParseExact(logged.ShopperId, "D"));
}
