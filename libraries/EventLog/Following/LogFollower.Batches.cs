using Automation.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Logging;

namespace Automation.EventLog.Following;

public sealed partial class LogFollower<TRecord>
{
    static readonly TimeSpan RetryPollInterval = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(5);

    readonly SortedDictionary<int, OwnedPartition<TRecord>> _owned = [];
    long _retriesLookedFor;

    async Task RunBatchesAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = _time.GetTimestamp();
            IReadOnlyList<PartitionBatch<TRecord>> partitionBatches = [];
            try
            {
                await ApplyOwnershipAsync(stoppingToken);
                await RetryParkedAsync(stoppingToken);
                partitionBatches = NextBatches();
                if (partitionBatches.Count == 0)
                {
                    // Records, scheduled work, gained and lost partitions wake it.
                    await _work.WaitAsync(RetryPollInterval, stoppingToken);
                    continue;
                }
                await RunBatchAsync(partitionBatches, stoppingToken);
                failures = 0;
                var remaining = _options.BatchInterval - _time.GetElapsedTime(began);
                if (remaining > TimeSpan.Zero)
                    await Task.Delay(remaining, _time, stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (FencedException exception)
            {
                FollowingLog.Fenced(_logger, exception, Name);
                _isFenced = true;
                Reset(partitionBatches);
                await CoolDownAsync(_options.RetryDelay, stoppingToken);
            }
            catch (StoppedException)
            {
                Reset(partitionBatches);
                _askHeads.Set();
                await CoolDownAsync(_options.RetryDelay, stoppingToken);
            }
            catch (Exception exception)
            {
                FollowingLog.BatchFailed(_logger, exception, Name);
                if (!IsInfrastructure(exception))
                    await IsolateFailureAsync(partitionBatches, exception, stoppingToken);
                Reset(partitionBatches);
                var delay = _options.RetryDelay * Math.Pow(2, Math.Min(failures++, 10));
                await CoolDownAsync(delay < LongestRetryDelay ? delay : LongestRetryDelay, stoppingToken);
            }
        }
    }

    async Task CoolDownAsync(TimeSpan delay, CancellationToken stoppingToken) =>
        await Task.Delay(delay, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    List<PartitionBatch<TRecord>> NextBatches()
    {
        var ready = _owned.Values.Where(owned => owned.Inbox is not null).ToList();
        // Alone in its batch: what else is in a failing batch must not suffer.
        if (ready.Find(owned => owned.SingleUntil > owned.Position && !owned.Inbox!.IsEmpty) is { } single)
            return [New(single, 1)];
        if (ready.Find(owned => owned.IsScheduledWorkSuspect && IsPast(owned.ScheduledWorkCooldownUntil) && HasScheduledWork(owned)) is { } suspect)
            return [new PartitionBatch<TRecord>(suspect.Partition, suspect.Position, [], IncludesScheduledWork: true)];
        var partitionBatches = new List<PartitionBatch<TRecord>>();
        // An equal share each: a partition with a backlog must not starve the others.
        var share = Math.Max(1, _options.BatchRecords / Math.Max(1, _owned.Count));
        foreach (var owned in ready.Where(owned => owned.SingleUntil <= owned.Position))
        {
            if (!owned.Inbox!.IsEmpty)
                partitionBatches.Add(New(owned, share) with { IncludesScheduledWork = !owned.IsScheduledWorkSuspect });
            else if (!owned.IsScheduledWorkSuspect && HasScheduledWork(owned))
                partitionBatches.Add(new PartitionBatch<TRecord>(owned.Partition, owned.Position, [], IncludesScheduledWork: true));
        }
        return partitionBatches;
    }

    PartitionBatch<TRecord> New(OwnedPartition<TRecord> owned, int count)
    {
        var records = owned.Inbox!.Take(count);
        return new PartitionBatch<TRecord>(owned.Partition, owned.Position, records) { Last = _log.SequenceOf(records[^1]) };
    }

    bool HasScheduledWork(OwnedPartition<TRecord> owned) => _handler.HasScheduledWork(owned.Partition, owned.Position);

    bool IsPast(long timestamp) => _time.GetTimestamp() >= timestamp;

    long AfterLongestRetryDelay() => _time.GetTimestamp() + (long)(LongestRetryDelay.TotalSeconds * _time.TimestampFrequency);

    async Task RunBatchAsync(IReadOnlyList<PartitionBatch<TRecord>> partitionBatches, CancellationToken stoppingToken, string? parkReason = null)
    {
        var began = _time.GetTimestamp();
        using var activity = EventActivity.StartBatch(
            $"{Name} batch", partitionBatches.SelectMany(each => each.Records).Select(_log.TraceparentOf));
        await using var connection = await _database.OpenConnectionAsync(stoppingToken);
        await using var transaction = await connection.BeginTransactionAsync(stoppingToken);
        var expected = partitionBatches.Select(each => (each.Partition, each.Before, _owned[each.Partition].Epoch)).ToList();
        var own = await _store.FenceAsync(transaction, expected, stoppingToken);
        var batch = new BatchTransaction<TRecord>(connection, transaction, partitionBatches) { OwnIncarnation = own };
        if (parkReason is null)
        {
            RequireReadable(partitionBatches);
            await _handler.HandleAsync(batch, stoppingToken);
        }
        else
            await _store.ParkAsync(
                transaction, partitionBatches[0].Partition, partitionBatches[0].After, parkReason, partitionBatches[0].Records[0], _time.GetUtcNow(), stoppingToken);
        if (partitionBatches is [{ Kind: PartitionBatchKind.Retry } retry])
            await _store.UnparkAsync(transaction, retry.Partition, _log.SequenceOf(retry.Records[0]), stoppingToken);
        var moved = partitionBatches.Where(each => each.After > each.Before).Select(each => (each.Partition, each.After)).ToList();
        if (moved.Count > 0)
            await _store.AdvanceAsync(transaction, moved, stoppingToken);
        await transaction.CommitAsync(stoppingToken);
        foreach (var (partition, position) in moved)
            _owned[partition].Position = position;
        if (partitionBatches is [{ IncludesScheduledWork: true, Records: [] } done])
            _owned[done.Partition].IsScheduledWorkSuspect = false;
        _metrics.Batch(Name, partitionBatches.Sum(each => each.Records.Count), _time.GetElapsedTime(began));
        WakeWaiting();
        try
        {
            await _handler.CommittedAsync(batch, stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // Copies and hints only; the log has it all.
            FollowingLog.NotHandedOn(_logger, exception, Name);
        }
    }

    void RequireReadable(IReadOnlyList<PartitionBatch<TRecord>> partitionBatches)
    {
        foreach (var partitionBatch in partitionBatches)
        {
            if (partitionBatch.Records.FirstOrDefault(record => !_log.IsReadable(record)) is { } damaged)
                throw new InvalidDataException(
                    $"Sequence {_log.SequenceOf(damaged)} of partition {partitionBatch.Partition} of the {_log.Name} log cannot be read; its bytes in the producer's database are damaged.");
        }
    }

    /// <summary>
    /// After a failure that is no unavailability: one by one. A single record that fails is parked; a partition whose
    /// scheduled work fails by itself leaves that for a while, and its records go on.
    /// </summary>
    async Task IsolateFailureAsync(IReadOnlyList<PartitionBatch<TRecord>> partitionBatches, Exception cause, CancellationToken stoppingToken)
    {
        if (partitionBatches is [{ IncludesScheduledWork: true, Records: [] } due])
        {
            var owned = _owned[due.Partition];
            owned.IsScheduledWorkSuspect = true;
            owned.ScheduledWorkCooldownUntil = AfterLongestRetryDelay();
            FollowingLog.ScheduledWorkFailed(_logger, cause, Name, due.Partition, LongestRetryDelay);
            _metrics.ScheduledWorkFailed(Name);
            return;
        }
        if (partitionBatches is not [{ IncludesScheduledWork: false, Records: [var record] } partitionBatch])
        {
            foreach (var failed in partitionBatches)
            {
                _owned[failed.Partition].SingleUntil = failed.After;
                _owned[failed.Partition].IsScheduledWorkSuspect |= failed.IncludesScheduledWork;
            }
            return;
        }
        var reason = $"{cause.GetType().Name}: {cause.Message}";
        try
        {
            if (partitionBatch.Kind is PartitionBatchKind.Retry)
            {
                await _store.RefuseRetryAsync(partitionBatch.Partition, _log.SequenceOf(record), reason, stoppingToken);
                return;
            }
            // What the failed attempt left in memory must not reach the commit.
            Reset(partitionBatches);
            await TakeOverAsync(_owned[partitionBatch.Partition], stoppingToken);
            await RunBatchAsync([partitionBatch with { Kind = PartitionBatchKind.Parked }], stoppingToken, reason);
            FollowingLog.Parked(_logger, cause, Name, partitionBatch.Partition, partitionBatch.After);
            _metrics.Parked(Name);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            FollowingLog.BatchFailed(_logger, exception, Name);
        }
    }

    /// <summary>Tries parked records again that somebody asked for.</summary>
    async Task RetryParkedAsync(CancellationToken stoppingToken)
    {
        if (_owned.Count == 0 || _time.GetElapsedTime(_retriesLookedFor) < RetryPollInterval)
            return;
        _retriesLookedFor = _time.GetTimestamp();
        foreach (var parked in await _store.ListParkedAsync((-1, 0), 100, isRetryOnly: true, stoppingToken))
        {
            if (!_owned.TryGetValue(parked.Partition, out var owned) || owned.Inbox is null)
                continue;
            // As the producer has it now: damage may be repaired, and what was erased is gone.
            var (isAnswered, record) = await ReadAgainAsync(parked, stoppingToken);
            // One wait for a producer that is away, not one for each.
            if (!isAnswered)
                return;
            if (record is null)
                continue;
            var partitionBatch = new PartitionBatch<TRecord>(parked.Partition, owned.Position, [record], PartitionBatchKind.Retry);
            try
            {
                await RunBatchAsync([partitionBatch], stoppingToken);
                FollowingLog.Unparked(_logger, Name, parked.Partition, parked.Sequence);
            }
            catch (Exception exception)
            {
                Reset([partitionBatch]);
                if (exception is FencedException or StoppedException || IsInfrastructure(exception))
                    throw;
                await IsolateFailureAsync([partitionBatch], exception, stoppingToken);
                await TakeOverAsync(owned, stoppingToken);
            }
        }
    }

    /// <summary>Whether the producer answered, and the record as it has it; null when it has it no more.</summary>
    async Task<(bool IsAnswered, TRecord? Record)> ReadAgainAsync(ParkedRecord parked, CancellationToken stoppingToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        timeout.CancelAfter(RetryPollInterval);
        try
        {
            var page = await _log.ReadAsync(parked.Partition, parked.Sequence - 1, 1, timeout.Token);
            return (true, page.Records.FirstOrDefault(record => _log.SequenceOf(record) == parked.Sequence));
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested && IsInfrastructure(exception))
        {
            FollowingLog.NotRead(_logger, exception, Name);
            return (false, default);
        }
    }

    /// <summary>Forgets what a failed batch left in memory; the partitions are taken over anew.</summary>
    void Reset(IReadOnlyList<PartitionBatch<TRecord>> partitionBatches) => Reset(partitionBatches.Select(each => each.Partition));

    void Reset(IEnumerable<int> failed)
    {
        var partitions = failed.Where(_owned.ContainsKey).ToList();
        foreach (var partition in partitions)
        {
            _visible[partition] = null;
            _owned[partition].Inbox = null;
        }
        if (partitions.Count > 0)
            _handler.Forget(partitions);
    }
}
