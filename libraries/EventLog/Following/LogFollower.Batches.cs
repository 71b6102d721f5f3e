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
                _pace.NoteFailure(exception);
                _isFenced = true;
                Reset(partitionBatches);
                await CoolDownAsync(_options.RetryDelay, stoppingToken);
            }
            catch (StoppedException exception)
            {
                NoteStop(exception.Message);
                Reset(partitionBatches);
                _askHeads.Set();
                await CoolDownAsync(_options.RetryDelay, stoppingToken);
            }
            catch (Exception exception)
            {
                FollowingLog.BatchFailed(_logger, exception, Name);
                _pace.NoteFailure(exception);
                // Each step of the search leads on; all else rests first.
                if (!Unavailability.Is(exception) && await SearchFailureAsync(partitionBatches, exception, stoppingToken))
                    continue;
                Reset(partitionBatches);
                var delay = _options.RetryDelay * Math.Pow(2, Math.Min(failures++, 10));
                await CoolDownAsync(delay < LongestRetryDelay ? delay : LongestRetryDelay, stoppingToken);
            }
        }
    }

    async Task CoolDownAsync(TimeSpan delay, CancellationToken stoppingToken)
    {
        _metrics.Rested(Name, delay);
        await Task.Delay(delay, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    List<PartitionBatch<TRecord>> NextBatches()
    {
        var ready = _owned.Values.Where(owned => owned.IsTakenOver).ToList();
        // Alone in its batch: what else is in a failing batch must not suffer.
        if (ready.Find(owned => owned.Search.IsOn && !owned.Inbox!.IsEmpty) is { } searched)
            return [New(searched, searched.Search.NextCount)];
        if (ready.Find(owned => owned.IsScheduledWorkSuspect && IsPast(owned.ScheduledWorkCooldownUntil) && HasScheduledWork(owned)) is { } suspect)
            return [new PartitionBatch<TRecord>(suspect.Partition, suspect.Position, [], IncludesScheduledWork: true)];
        var partitionBatches = new List<PartitionBatch<TRecord>>();
        // An equal share each: a partition with a backlog must not starve the others.
        var share = Math.Max(1, _options.BatchRecords / Math.Max(1, _owned.Count));
        foreach (var owned in ready)
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
        var records = owned.Inbox!.Peek(count);
        return new PartitionBatch<TRecord>(owned.Partition, owned.Position, records) { Last = _log.SequenceOf(records[^1]) };
    }

    bool HasScheduledWork(OwnedPartition<TRecord> owned) => _handler.HasScheduledWork(owned.Partition, owned.Position);

    bool IsPast(long timestamp) => _time.GetTimestamp() >= timestamp;

    long AfterLongestRetryDelay() => _time.GetTimestamp() + (long)(LongestRetryDelay.TotalSeconds * _time.TimestampFrequency);

    async Task RunBatchAsync(
        IReadOnlyList<PartitionBatch<TRecord>> partitionBatches, CancellationToken stoppingToken, RefusedRecord<TRecord>? failed = null)
    {
        var began = _time.GetTimestamp();
        var clock = new StepClock(Name, _time, _metrics);
        using var activity = EventActivity.StartBatch(
            $"{Name} batch", partitionBatches.SelectMany(each => each.Records).Select(_log.TraceparentOf));
        await using var connection = await _database.OpenConnectionAsync(stoppingToken);
        await using var transaction = await connection.BeginTransactionAsync(stoppingToken);
        clock.End(BatchSteps.Open);
        var expected = partitionBatches.Select(each => (each.Partition, each.Before, _owned[each.Partition].Epoch)).ToList();
        var own = await _store.FenceAsync(transaction, expected, stoppingToken);
        clock.End(BatchSteps.Fence);
        var batch = new BatchTransaction<TRecord>(connection, transaction, partitionBatches) { OwnIncarnation = own, Clock = clock };
        if (failed is not null)
            batch.Park(failed.Partition, failed.Record, failed.Cause);
        else
            ParkDamaged(batch);
        await _handler.HandleAsync(batch.WithoutRefused(), stoppingToken);
        clock.End(BatchSteps.Handle);
        if (batch.Refused.Count > 0)
            await ParkAsync(batch, stoppingToken);
        if (partitionBatches is [{ Kind: PartitionBatchKind.Retry } retry])
            await _store.UnparkAsync(transaction, retry.Partition, _log.SequenceOf(retry.Records[0]), stoppingToken);
        var moved = partitionBatches.Where(each => each.After > each.Before).Select(each => (each.Partition, each.After)).ToList();
        if (moved.Count > 0)
            await _store.AdvanceAsync(transaction, moved, stoppingToken);
        await transaction.CommitAsync(stoppingToken);
        clock.End(BatchSteps.Commit);
        NoteCommitted(batch);
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
        clock.End(BatchSteps.HandOn);
    }

    void NoteCommitted(BatchTransaction<TRecord> batch)
    {
        foreach (var done in batch.Batches.Where(each => each.Kind is PartitionBatchKind.New))
        {
            var owned = _owned[done.Partition];
            owned.Position = done.After;
            owned.Inbox!.Remove(done.Records.Count);
            owned.Search = owned.Search.AfterSuccess(done.Records.Count);
        }
        if (batch.Batches is [{ IncludesScheduledWork: true, Records: [] } scheduled])
            _owned[scheduled.Partition].IsScheduledWorkSuspect = false;
        foreach (var refused in batch.Refused)
            FollowingLog.Parked(_logger, refused.Cause, Name, refused.Partition, _log.SequenceOf(refused.Record));
        _metrics.Parked(Name, batch.Refused.Count);
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
            _owned[partition].IsTakenOver = false;
        }
        if (partitions.Count > 0)
            _handler.Forget(partitions);
    }

    /// <summary>The same where nothing can have been committed: what came in stays, and is tried again.</summary>
    void Rewind(IReadOnlyList<PartitionBatch<TRecord>> partitionBatches)
    {
        foreach (var failed in partitionBatches)
            _owned[failed.Partition].IsTakenOver = false;
        _handler.Forget([.. partitionBatches.Select(each => each.Partition)]);
    }
}
