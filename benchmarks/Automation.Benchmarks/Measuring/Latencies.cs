namespace Automation.Benchmarks.Measuring;

/// <summary>Durations in milliseconds, kept one by one and with their ends: no bucket rounds a percentile.</summary>
sealed class Latencies
{
    readonly Lock _gate = new();
    readonly List<(DateTime Ended, double Ms)> _values = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _values.Count;
        }
    }

    /// <summary>When each was over (UTC), and how long it was.</summary>
    public IReadOnlyList<(DateTime Ended, double Ms)> All
    {
        get
        {
            lock (_gate)
                return [.. _values];
        }
    }

    /// <summary>One that is over now.</summary>
    public void Add(TimeSpan value)
    {
        lock (_gate)
            _values.Add((DateTime.UtcNow, value.TotalMilliseconds));
    }

    /// <summary>The smallest value that at least this share does not exceed; null when there is none.</summary>
    public double? Percentile(double share)
    {
        lock (_gate)
        {
            if (_values.Count == 0)
                return null;
            var sorted = _values.Select(value => value.Ms).Order().ToList();
            return Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)], 1);
        }
    }
}
