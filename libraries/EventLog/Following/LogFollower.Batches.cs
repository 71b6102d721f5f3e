using Automation.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Logging;

namespace Automation.EventLog.Following;

public sealed partial class LogFollower<TRecord>
{
    static readonly TimeSpan LookForRetries = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(5);

    readonly SortedDictionary<int, OwnedPartition<TRecord>> _owned = [];
    long _retriesLookedFor;

    async Task TakeTurnsAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = _time.GetTimestamp();
            IReadOnlyList<PartitionBatch<TRecord>> slices = [];
            try
            {
                await ApplyOwnershipAsync(stoppingToken);
                await RetryParkedAsync(stoppingToken);
                slices = NextSlices();
                if (slices.Count == 0)
                {
                    // Records, scheduled work, gained and lost partitions wake it.
                    await _work.WaitAsync(LookForRetries, stoppingToken);
                    continue;
                }
                await RunTurnAsync(slices, stoppingToken);
                failures = 0;
                var rest = _options.BatchInterval - _time.GetElapsedTime(began);
                if (rest > TimeSpan.Zero)
                    await Task.Delay(rest, _time, stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (FencedException exception)
            {
                Fenced(_logger, exception, Name);
                _isFenced = true;
                Reset(slices);
                await RestAsync(_options.RetryDelay, stoppingToken);
            }
            catch (Exception exception)
            {
                TurnFailed(_logger, exception, Name);
                if (!IsInfrastructure(exception))
                    await IsolateFailureAsync(slices, exception, stoppingToken);
                Reset(slices);
                var delay = _options.RetryDelay * Math.Pow(2, Math.Min(failures++, 10));
                await RestAsync(delay < LongestRetryDelay ? delay : LongestRetryDelay, stoppingToken);
            }
        }
    }

    async Task RestAsync(TimeSpan delay, CancellationToken stoppingToken) =>
        await Task.Delay(delay, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    List<PartitionBatch<TRecord>> NextSlices()
    {
        var ready = _owned.Values.Where(owned => owned.Inbox is not null).ToList();
        // Alone in its turn: what else is in a failing turn must not suffer.
        if (ready.Find(owned => owned.SingleUntil > owned.Position && !owned.Inbox!.IsEmpty) is { } single)
            return [new PartitionBatch<TRecord>(single.Partition, single.Position, single.Inbox!.Take(1))];
        if (ready.Find(owned => owned.IsScheduledWorkSuspect && IsPast(owned.ScheduledWorkCooldownUntil) && HasScheduledWork(owned)) is { } suspect)
            return [new PartitionBatch<TRecord>(suspect.Partition, suspect.Position, [], IncludesScheduledWork: true)];
        var slices = new List<PartitionBatch<TRecord>>();
        // An equal share each: a partition with a backlog must not starve the others.
        var share = Math.Max(1, _options.BatchRecords / Math.Max(1, _owned.Count));
        foreach (var owned in ready.Where(owned => owned.SingleUntil <= owned.Position))
        {
            if (!owned.Inbox!.IsEmpty)
                slices.Add(new PartitionBatch<TRecord>(
                    owned.Partition, owned.Position, owned.Inbox.Take(share), IncludesScheduledWork: !owned.IsScheduledWorkSuspect));
            else if (!owned.IsScheduledWorkSuspect && HasScheduledWork(owned))
                slices.Add(new PartitionBatch<TRecord>(owned.Partition, owned.Position, [], IncludesScheduledWork: true));
        }
        return slices;
    }

    bool HasScheduledWork(OwnedPartition<TRecord> owned) => _handler.HasScheduledWork(owned.Partition, owned.Position);

    bool IsPast(long timestamp) => _time.GetTimestamp() >= timestamp;

    long AfterLongestRetryDelay() => _time.GetTimestamp() + (long)(LongestRetryDelay.TotalSeconds * _time.TimestampFrequency);

    async Task RunTurnAsync(IReadOnlyList<PartitionBatch<TRecord>> slices, CancellationToken stoppingToken, string? parkReason = null)
    {
        var began = _time.GetTimestamp();
        using var activity = EventActivity.StartBatch(
            $"{Name} turn", slices.SelectMany(slice => slice.Records).Select(_log.TraceparentOf));
        await using var connection = await _database.OpenConnectionAsync(stoppingToken);
        await using var transaction = await connection.BeginTransactionAsync(stoppingToken);
        var expected = slices.Select(slice => (slice.Partition, slice.Before, _owned[slice.Partition].Epoch)).ToList();
        await _store.FenceAsync(transaction, expected, stoppingToken);
        var turn = new BatchTransaction<TRecord>(connection, transaction, slices);
        if (parkReason is null)
        {
            RequireReadable(slices);
            await _handler.HandleAsync(turn, stoppingToken);
        }
        else
            await _store.ParkAsync(
                transaction, slices[0].Partition, slices[0].After, parkReason, slices[0].Records[0], _time.GetUtcNow(), stoppingToken);
        if (slices is [{ Kind: PartitionBatchKind.Retry } retry])
            await _store.UnparkAsync(transaction, retry.Partition, _log.SequenceOf(retry.Records[0]), stoppingToken);
        var moved = slices.Where(slice => slice.After > slice.Before).Select(slice => (slice.Partition, slice.After)).ToList();
        if (moved.Count > 0)
            await _store.AdvanceAsync(transaction, moved, stoppingToken);
        await transaction.CommitAsync(stoppingToken);
        foreach (var (partition, position) in moved)
            _owned[partition].Position = position;
        if (slices is [{ IncludesScheduledWork: true, Records: [] } done])
            _owned[done.Partition].IsScheduledWorkSuspect = false;
        _metrics.Turn(Name, slices.Sum(slice => slice.Records.Count), _time.GetElapsedTime(began));
        WakeWaiting();
        try
        {
            await _handler.CommittedAsync(turn, stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // Copies and hints only; the log has it all.
            NotHandedOn(_logger, exception, Name);
        }
    }

    void RequireReadable(IReadOnlyList<PartitionBatch<TRecord>> slices)
    {
        foreach (var slice in slices)
        {
            if (slice.Records.FirstOrDefault(record => !_log.IsReadable(record)) is { } damaged)
                throw new InvalidDataException(
                    $"Sequence {_log.SequenceOf(damaged)} of partition {slice.Partition} of the {_log.Name} log cannot be read; its bytes in the producer's database are damaged.");
        }
    }

    /// <summary>
    /// After a failure that is not an absence: one by one. A single record that fails is parked; a partition whose due
    /// work fails by itself rests from it for a while, and its records go on.
    /// </summary>
    async Task IsolateFailureAsync(IReadOnlyList<PartitionBatch<TRecord>> slices, Exception cause, CancellationToken stoppingToken)
    {
        if (slices is [{ IncludesScheduledWork: true, Records: [] } due])
        {
            var owned = _owned[due.Partition];
            owned.IsScheduledWorkSuspect = true;
            owned.ScheduledWorkCooldownUntil = AfterLongestRetryDelay();
            ScheduledWorkFailed(_logger, cause, Name, due.Partition, LongestRetryDelay);
            _metrics.ScheduledWorkFailed(Name);
            return;
        }
        if (slices is not [{ IncludesScheduledWork: false, Records: [var record] } slice])
        {
            foreach (var failed in slices)
            {
                _owned[failed.Partition].SingleUntil = failed.After;
                _owned[failed.Partition].IsScheduledWorkSuspect |= failed.IncludesScheduledWork;
            }
            return;
        }
        var reason = $"{cause.GetType().Name}: {cause.Message}";
        try
        {
            if (slice.Kind is PartitionBatchKind.Retry)
            {
                await _store.RefuseRetryAsync(slice.Partition, _log.SequenceOf(record), reason, stoppingToken);
                return;
            }
            // What the failed attempt left in memory must not reach the commit.
            Reset(slices);
            await TakeOverAsync(_owned[slice.Partition], stoppingToken);
            await RunTurnAsync([slice with { Kind = PartitionBatchKind.Parked }], stoppingToken, reason);
            Parked(_logger, cause, Name, slice.Partition, slice.After);
            _metrics.Parked(Name);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            TurnFailed(_logger, exception, Name);
        }
    }

    /// <summary>Tries parked records again that somebody asked for.</summary>
    async Task RetryParkedAsync(CancellationToken stoppingToken)
    {
        if (_owned.Count == 0 || _time.GetElapsedTime(_retriesLookedFor) < LookForRetries)
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
            var slice = new PartitionBatch<TRecord>(parked.Partition, owned.Position, [record], PartitionBatchKind.Retry);
            try
            {
                await RunTurnAsync([slice], stoppingToken);
                Unparked(_logger, Name, parked.Partition, parked.Sequence);
            }
            catch (Exception exception)
            {
                Reset([slice]);
                if (exception is FencedException || IsInfrastructure(exception))
                    throw;
                await IsolateFailureAsync([slice], exception, stoppingToken);
                await TakeOverAsync(owned, stoppingToken);
            }
        }
    }

    /// <summary>Whether the producer answered, and the record as it has it; null when it has it no more.</summary>
    async Task<(bool IsAnswered, TRecord? Record)> ReadAgainAsync(ParkedRecord parked, CancellationToken stoppingToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        patience.CancelAfter(LookForRetries);
        try
        {
            var records = await _log.ReadAsync(parked.Partition, parked.Sequence - 1, 1, patience.Token);
            return (true, records.Count > 0 ? records[0] : default);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested && IsInfrastructure(exception))
        {
            NotRead(_logger, exception, Name);
            return (false, default);
        }
    }

    /// <summary>Forgets what a failed turn left in memory; the partitions are taken over anew.</summary>
    void Reset(IReadOnlyList<PartitionBatch<TRecord>> slices)
    {
        var partitions = slices.Select(slice => slice.Partition).Where(_owned.ContainsKey).ToList();
        foreach (var partition in partitions)
        {
            _visible[partition] = null;
            _owned[partition].Inbox = null;
        }
        if (partitions.Count > 0)
            _handler.Forget(partitions);
    }

    [LoggerMessage(136, LogLevel.Warning, "Follower {Follower} was fenced out and lets all partitions go.")]
    static partial void Fenced(ILogger logger, Exception exception, string follower);

    [LoggerMessage(137, LogLevel.Warning, "A turn of follower {Follower} failed and was undone.")]
    static partial void TurnFailed(ILogger logger, Exception exception, string follower);

    [LoggerMessage(138, LogLevel.Error, "Follower {Follower} parked sequence {Sequence} of partition {Partition}; see ParkingService.")]
    static partial void Parked(ILogger logger, Exception exception, string follower, int partition, long sequence);

    [LoggerMessage(141, LogLevel.Error, "The due work of partition {Partition} failed in follower {Follower}; its records go on, and it is tried again in {Delay}.")]
    static partial void ScheduledWorkFailed(ILogger logger, Exception exception, string follower, int partition, TimeSpan delay);

    [LoggerMessage(139, LogLevel.Information, "Follower {Follower} handled parked sequence {Sequence} of partition {Partition}.")]
    static partial void Unparked(ILogger logger, string follower, int partition, long sequence);

    [LoggerMessage(140, LogLevel.Warning, "Follower {Follower} could not hand committed records on; others will read them.")]
    static partial void NotHandedOn(ILogger logger, Exception exception, string follower);
}
