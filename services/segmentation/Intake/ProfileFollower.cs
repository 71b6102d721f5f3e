using Automation.Commerce.V1;
using Automation.Segmentation.Lists;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.EventLog.Bus;
using Automation.EventLog.Following;
using Automation.Profiles;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation.Intake;

/// <summary>Folds the event log into profiles: one read of the profiles that a batch needs, one write of those it changed.</summary>
sealed partial class ProfileFollower(
    ProfileWorkingSet workingSet, SegmentEvaluation segments, ShopCohorts cohorts, ProfileCacheWriter cache, LogPublisher publisher, SegmentationMetrics metrics,
    IOptions<SegmentationOptions> options)
    : ILogHandler<LoggedEvent>
{
    readonly List<FoldedProfile> _folded = [];
    readonly List<(int Partition, ShopperKey Shopper, byte[] Stored)> _unchanged = [];
    readonly MarkedRecords _marked = new();
    readonly ListMoves _lists = new();

    public async Task HandleAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        _folded.Clear();
        _unchanged.Clear();
        _marked.Clear();
        _lists.Clear();
        var profiles = new Dictionary<ShopperKey, BatchProfile>();
        await LoadAsync(batch, ShoppersOf(batch), profiles, cancellationToken);
        await segments.BeginAsync(batch.Connection, profiles, cancellationToken);
        batch.EndStep(BatchSteps.Load);
        if (await FoldAsync(batch, profiles, cancellationToken) is { Count: > 0 } spoilt)
            FoldApart(batch, await LoadAgainAsync(batch, profiles, spoilt, cancellationToken));
        foreach (var (shopper, profile) in profiles)
        {
            if (!profile.IsChanged)
            {
                if (profile.Stored is { } stored)
                    _unchanged.Add((profile.Partition, shopper, stored));
                continue;
            }
            segments.Name(shopper, profile.Partition, profile.State.Profile);
            var bytes = ProfileBytes.Of(profile.State, out var shown);
            metrics.Written(bytes.Length);
            _folded.Add(new FoldedProfile(profile.Partition, shopper, profile.State, bytes, shown));
        }
        batch.EndStep(BatchSteps.Fold);
        if (_folded.Count > 0)
            await ProfileTable.WriteAsync(batch.Transaction, _folded, cancellationToken);
        await segments.WriteAsync(batch.Transaction, cancellationToken);
        if (!_lists.IsEmpty)
            await ListMemberTable.WriteAsync(batch.Transaction, _lists, cancellationToken);
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
            workingSet.Put(profile.Partition, profile.Shopper, profile.Bytes);
        // Time has changed nothing of these; the next event finds them here all the same.
        foreach (var (partition, shopper, stored) in _unchanged)
            workingSet.Put(partition, shopper, stored);
        segments.Committed();
        foreach (var partition in batch.Batches.Where(partition => partition.Kind is not PartitionBatchKind.Retry))
        {
            foreach (var logged in partition.Records)
            {
                var record = MembershipRecords.Of(
                    logged, _marked.Of(partition.Partition, logged.Sequence), segments.ChangesOf(partition.Partition, logged.Sequence));
                publisher.Add(partition.Partition, logged.Sequence, record, logged.Traceparent, batch.OwnIncarnation);
            }
        }
        batch.EndStep(BatchSteps.Publish);
    }

    public void Forget(IReadOnlyCollection<int> partitions)
    {
        foreach (var partition in partitions)
        {
            workingSet.Drop(partition);
            segments.Forget(partition);
            cohorts.Forget(partition);
        }
    }

    static ShopperKey KeyOf(LoggedEvent logged) => new(logged.ShopId, Guid.ParseExact(logged.ShopperId, "D"));
}
