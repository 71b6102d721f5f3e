using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Automation.EventLog.Following;

public sealed partial class LogFollower<TRecord>
{
    readonly PartitionOwnership _ownership;

    // The ownership loop's view of its locks; messages to and from the batch loop.
    readonly HashSet<int> _locked = [];
    readonly HashSet<int> _releasing = [];
    readonly ConcurrentQueue<int> _gained = new();
    readonly ConcurrentQueue<int> _toRelease = new();
    readonly ConcurrentQueue<int> _released = new();
    volatile bool _isSessionLost;
    volatile bool _isFenced;

    async Task OwnAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The batch loop lets go of a lost session's partitions before new locks are asked for.
                if (!_isSessionLost)
                    await BeatAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                FollowingLog.SessionLost(_logger, exception, Name);
                _pace.NoteFailure(exception);
                _metrics.SessionLost(Name);
                await LoseSessionAsync();
            }
            await Task.Delay(_options.Heartbeat, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task BeatAsync(CancellationToken stoppingToken)
    {
        if (_isFenced)
        {
            _metrics.SessionLost(Name);
            await LoseSessionAsync();
            return;
        }
        var share = await _ownership.HeartbeatAsync(stoppingToken);
        while (_released.TryDequeue(out var partition))
        {
            await _ownership.UnlockAsync(partition, stoppingToken);
            _locked.Remove(partition);
            _releasing.Remove(partition);
            FollowingLog.Released(_logger, Name, partition);
        }
        var surplus = _locked.Count - _releasing.Count - share;
        foreach (var partition in _locked.Except(_releasing).OrderDescending().Take(surplus).ToList())
        {
            _releasing.Add(partition);
            _toRelease.Enqueue(partition);
        }
        for (var partition = 0; partition < Partitions.Count && _locked.Count < share; partition++)
        {
            if (_locked.Contains(partition) || !await _ownership.TryLockAsync(partition, stoppingToken))
                continue;
            _locked.Add(partition);
            _gained.Enqueue(partition);
        }
        _work.Set();
    }

    async Task LoseSessionAsync()
    {
        _isFenced = false;
        _isSessionLost = true;
        _locked.Clear();
        _releasing.Clear();
        _work.Set();
        await _ownership.DisposeAsync();
    }

    /// <summary>Brings what the batch loop owns in line with the locks. Runs in the batch loop.</summary>
    async Task ApplyOwnershipAsync(CancellationToken stoppingToken)
    {
        if (_isSessionLost)
        {
            Drop(_owned.Keys.ToList());
            _gained.Clear();
            _toRelease.Clear();
            _released.Clear();
            _isSessionLost = false;
        }
        while (_toRelease.TryPeek(out var partition))
        {
            Drop([partition]);
            _released.Enqueue(partition);
            _toRelease.TryDequeue(out _);
        }
        while (_gained.TryDequeue(out var partition))
            _owned[partition] = new OwnedPartition<TRecord>(partition);
        if (_stopReason.Length > 0)
        {
            Reset(_owned.Values.Where(owned => owned.Inbox is not null).Select(owned => owned.Partition).ToList());
            return;
        }
        foreach (var owned in _owned.Values.Where(owned => !owned.IsTakenOver && IsPast(owned.TakeOverCooldownUntil)).ToList())
        {
            try
            {
                await TakeOverAsync(owned, stoppingToken);
            }
            catch (Exception exception) when (exception is not FencedException && !Unavailability.Is(exception) && !stoppingToken.IsCancellationRequested)
            {
                // What one partition holds must not stop the others.
                _handler.Forget([owned.Partition]);
                owned.TakeOverCooldownUntil = AfterLongestRetryDelay();
                _pace.NoteFailure(exception);
                FollowingLog.NotTakenOver(_logger, exception, Name, owned.Partition, LongestRetryDelay);
                _metrics.TakeOverFailed(Name);
            }
        }
    }

    async Task TakeOverAsync(OwnedPartition<TRecord> owned, CancellationToken stoppingToken)
    {
        await using var connection = await _database.OpenConnectionAsync(stoppingToken);
        var (position, epoch) = await _store.TakeOverAsync(connection, owned.Partition, _ownership, stoppingToken);
        // What came in before a record failed still comes next, unless somebody was here in between.
        if (position != owned.Position || epoch != owned.Epoch + 1)
            owned.Inbox = null;
        (owned.Position, owned.Epoch) = (position, epoch);
        await _handler.TakeOverAsync(owned.Partition, connection, stoppingToken);
        owned.IsTakenOver = true;
        if (owned.Inbox is not null)
            return;
        owned.Inbox = new PartitionInbox<TRecord>(_log, owned.Position, _options.InboxRecords, _options.InboxBytes);
        _visible[owned.Partition] = owned;
        _askHeads.Set();
        _metrics.TookOver(Name);
        FollowingLog.TookOver(_logger, Name, owned.Partition, owned.Position, owned.Epoch);
    }

    void Drop(IReadOnlyCollection<int> partitions)
    {
        foreach (var partition in partitions)
        {
            _visible[partition] = null;
            _owned.Remove(partition);
        }
        if (partitions.Count > 0)
            _handler.Forget(partitions);
    }
}
