using Google.Protobuf;

namespace Automation.EventLog.Following;

/// <content>What becomes of records that cannot be handled.</content>
public sealed partial class LogFollower<TRecord>
{
    void ParkDamaged(BatchTransaction<TRecord> batch)
    {
        foreach (var partitionBatch in batch.Batches)
        {
            foreach (var damaged in partitionBatch.Records)
            {
                if (_log.IsReadable(damaged))
                    continue;
                batch.Park(partitionBatch.Partition, damaged, new InvalidDataException(
                    $"Sequence {_log.SequenceOf(damaged)} of partition {partitionBatch.Partition} of the {_log.Name} log cannot be read; its bytes in the producer's database are damaged."));
            }
        }
    }

    Task ParkAsync(BatchTransaction<TRecord> batch, CancellationToken stoppingToken)
    {
        var now = _time.GetUtcNow();
        var parked = batch.Refused
            .Select(refused => new ParkedRecord(
                refused.Partition, _log.SequenceOf(refused.Record), refused.Reason, refused.Record.ToByteArray(), now, IsRetryRequested: false))
            .ToList();
        return _store.ParkAsync(batch.Transaction, parked, stoppingToken);
    }

    /// <summary>
    /// After a failure that is no unavailability: a partition's records are tried without those of others, then by halves, and
    /// one that fails alone is parked. A partition whose scheduled work fails by itself leaves that for a while, and its records go on.
    /// </summary>
    /// <returns>Whether more is known than before, so that the search goes on at once.</returns>
    async Task<bool> SearchFailureAsync(IReadOnlyList<PartitionBatch<TRecord>> partitionBatches, Exception cause, CancellationToken stoppingToken)
    {
        Rewind(partitionBatches);
        if (partitionBatches is [{ IncludesScheduledWork: true, Records: [] } due])
        {
            var owned = _owned[due.Partition];
            owned.IsScheduledWorkSuspect = true;
            owned.ScheduledWorkCooldownUntil = AfterLongestRetryDelay();
            FollowingLog.ScheduledWorkFailed(_logger, cause, Name, due.Partition, LongestRetryDelay);
            _metrics.ScheduledWorkFailed(Name);
            return true;
        }
        if (partitionBatches is [{ IncludesScheduledWork: false, Records: [var record] } alone])
            return await ParkAloneAsync(alone, new(alone.Partition, record, cause), stoppingToken);
        var isAlone = partitionBatches is [{ IncludesScheduledWork: false }];
        foreach (var failed in partitionBatches)
        {
            _owned[failed.Partition].Search = FailureSearch.AfterFailure(failed.Records.Count, isAlone);
            _owned[failed.Partition].IsScheduledWorkSuspect |= failed.IncludesScheduledWork;
        }
        return partitionBatches.Count > 0;
    }

    // A batch without the record must succeed: what fails for whatever record is no record's fault, and parks none.
    async Task<bool> ParkAloneAsync(PartitionBatch<TRecord> alone, RefusedRecord<TRecord> failed, CancellationToken stoppingToken)
    {
        var owned = _owned[alone.Partition];
        try
        {
            await TakeOverAsync(owned, stoppingToken);
            await RunBatchAsync([alone], stoppingToken, failed);
            return true;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            FollowingLog.BatchFailed(_logger, exception, Name);
            _pace.NoteFailure(exception);
            if (exception is FencedException or StoppedException || Unavailability.Is(exception))
                return false;
            Reset([alone]);
            owned.TakeOverCooldownUntil = AfterLongestRetryDelay();
            return true;
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
            if (!_owned.TryGetValue(parked.Partition, out var owned) || !owned.IsTakenOver)
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
                if (exception is FencedException or StoppedException || Unavailability.Is(exception))
                {
                    Reset([partitionBatch]);
                    throw;
                }
                Rewind([partitionBatch]);
                await _store.RefuseRetryAsync(
                    parked.Partition, parked.Sequence, FailureText.Of(exception), stoppingToken);
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
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested && Unavailability.Is(exception))
        {
            FollowingLog.NotRead(_logger, exception, Name);
            return (false, default);
        }
    }
}
