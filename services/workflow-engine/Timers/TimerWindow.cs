namespace Automation.WorkflowEngine.Timers;

/// <summary>Whose wait ends when.</summary>
readonly record struct Timer(DateTimeOffset DueTime, Guid RunId, string ShopId, Guid ShopperId);

/// <summary>
/// The earliest timers of one partition in memory; the others are rows only. Bounded by number and not by time, for
/// a shop clock may run at any speed.
/// </summary>
/// <param name="capacity">How many are loaded at once.</param>
sealed class TimerWindow(int capacity)
{
    readonly SortedSet<Timer> _timers = new(ByDueTime.Instance);
    readonly Dictionary<Guid, Timer> _byRun = [];

    // All rows up to this one are in memory. Null: all rows are.
    Timer? _end;

    /// <summary>How many rows a load must ask for, to tell whether there are more.</summary>
    public int LoadCount => capacity + 1;

    /// <summary>When the earliest is due; null when there is none.</summary>
    public DateTimeOffset? Earliest => _timers.Count > 0 ? _timers.Min.DueTime : _end?.DueTime;

    /// <summary>Whether memory is empty but rows may be left: they must be loaded.</summary>
    public bool IsDrained => _timers.Count == 0 && _end is not null;

    /// <summary>Takes the earliest rows, in order of due time and run.</summary>
    public void Load(IReadOnlyList<Timer> rows)
    {
        _timers.Clear();
        _byRun.Clear();
        _end = rows.Count > capacity ? rows[capacity - 1] : null;
        foreach (var timer in rows.Take(capacity))
            Add(timer);
    }

    /// <summary>A run's wait begins or begins anew.</summary>
    public void Set(Timer timer)
    {
        Remove(timer.RunId);
        if (_end is not { } end || ByDueTime.Instance.Compare(timer, end) <= 0)
            Add(timer);
    }

    public void Remove(Guid runId)
    {
        if (_byRun.Remove(runId, out var timer))
            _timers.Remove(timer);
    }

    /// <summary>The earliest that are due before an instant.</summary>
    public IEnumerable<Timer> DueBefore(DateTimeOffset instant, int count) =>
        _timers.TakeWhile(timer => timer.DueTime < instant).Take(count);

    void Add(Timer timer)
    {
        _timers.Add(timer);
        _byRun[timer.RunId] = timer;
    }

    // As PostgreSQL orders (due_time, run_id): .NET and PostgreSQL both compare UUIDs in the order of their text.
    sealed class ByDueTime : IComparer<Timer>
    {
        public static readonly ByDueTime Instance = new();

        public int Compare(Timer left, Timer right)
        {
            var byTime = left.DueTime.CompareTo(right.DueTime);
            return byTime != 0 ? byTime : left.RunId.CompareTo(right.RunId);
        }
    }
}
