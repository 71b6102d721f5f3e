namespace Automation.Benchmarks.Measuring;

/// <summary>Durations in milliseconds, kept one by one: no bucket rounds a percentile.</summary>
sealed class Latencies
{
    readonly Lock _gate = new();
    readonly List<double> _values = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _values.Count;
        }
    }

    public void Add(TimeSpan value)
    {
        lock (_gate)
            _values.Add(value.TotalMilliseconds);
    }

    /// <summary>The smallest value that at least this share does not exceed; null when there is none.</summary>
    public double? Percentile(double share)
    {
        lock (_gate)
        {
            if (_values.Count == 0)
                return null;
            _values.Sort();
            return Math.Round(_values[Math.Max(0, (int)Math.Ceiling(share * _values.Count) - 1)], 1);
        }
    }
}
