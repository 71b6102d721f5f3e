using Automation.WorkflowEngine.Triggers;

namespace Automation.WorkflowEngine.Runs;

/// <summary>What waits for dates of one shopper's, and what a batch makes of that.</summary>
sealed class PendingStarts
{
    readonly Dictionary<Guid, PendingStart> _starts = [];
    readonly Dictionary<Guid, PendingStart?> _changes = [];

    public IReadOnlyCollection<PendingStart> All => _starts.Values;

    /// <summary>By id; null: it waits no more.</summary>
    public IReadOnlyDictionary<Guid, PendingStart?> Changes => _changes;

    /// <summary>One that was there before the batch.</summary>
    public void Know(PendingStart start) => _starts[start.StartId] = start;

    public void Set(PendingStart start)
    {
        if (_starts.TryGetValue(start.StartId, out var known) && known == start)
            return;
        _starts[start.StartId] = start;
        _changes[start.StartId] = start;
    }

    public void Remove(Guid startId)
    {
        if (_starts.Remove(startId))
            _changes[startId] = null;
    }

    public bool Has(Guid startId) => _starts.ContainsKey(startId);

    /// <summary>A timer that is nobody's: it would be the first to be due for ever.</summary>
    public void Forget(Guid timerId) => _changes[timerId] = null;

    /// <summary>The first that is due before an instant.</summary>
    public PendingStart? NextDue(DateTimeOffset before) =>
        _starts.Count == 0 ? null : _starts.Values.Where(start => start.DueTime < before).MinBy(start => (start.DueTime, start.StartId));
}
