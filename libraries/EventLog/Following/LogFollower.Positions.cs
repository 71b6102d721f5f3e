using Automation.EventLog.Incarnations;
using Automation.ServiceDefaults;
using Automation.ServiceDefaults.Faults;

namespace Automation.EventLog.Following;

public sealed partial class LogFollower<TRecord>
{
    // What another replica owns is a query, one for all who wait; our own partitions wake whoever waits, and a look now and then notices when one
    // was given away meanwhile.
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    static readonly TimeSpan OwnedPollInterval = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan StoredPollInterval = TimeSpan.FromMilliseconds(20);

    readonly SharedRead<long[]> _stored;

    // Ended by the next commit, and replaced before that: who takes it first and looks then misses nothing.
    volatile TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<long[]> StoredAsync(CancellationToken cancellationToken) => _store.PositionsAsync(cancellationToken);

    public async Task WaitForAsync(int partition, long sequence, CancellationToken cancellationToken)
    {
        if (partition is < 0 or >= Partitions.Count)
            throw Fault.Invalid("min_position.partition", $"must be 0 to {Partitions.Count - 1}.");
        var began = _time.GetTimestamp();
        while (true)
        {
            var moved = _moved.Task;
            if (_visible[partition] is { } owned)
            {
                if (owned.Position >= sequence)
                    return;
                await moved.WaitAsync(OwnedPollInterval, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancellationToken.ThrowIfCancellationRequested();
            }
            else
            {
                if ((await ReadStoredAsync(LongestWait - _time.GetElapsedTime(began), cancellationToken))?[partition] >= sequence)
                    return;
            }
            if (_time.GetElapsedTime(began) > LongestWait)
                throw new Fault(
                    FaultReasons.PositionNotReached,
                    $"Partition {partition} has not reached sequence {sequence} within {LongestWait.TotalSeconds:0} s; try again.");
        }
    }

    // Null: it took too long.
    async Task<long[]?> ReadStoredAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await _stored.ReadAsync(cancellationToken).WaitAsync(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    void WakeWaiting()
    {
        var moved = _moved;
        _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        moved.SetResult();
    }

    public async Task<long> MeasureBehindAsync(CancellationToken cancellationToken)
    {
        var heads = await _log.HeadsAsync(cancellationToken);
        var positions = await _store.PositionsAsync(cancellationToken);
        return heads.Sequences.Zip(positions, (head, position) => Math.Max(0, LogEra.Between(position, head))).Sum();
    }

    public Task<long> CountParkedAsync(CancellationToken cancellationToken) => _store.CountParkedAsync(cancellationToken);
}
