namespace Automation.Benchmarks.Measuring.Disturbing;

/// <summary>Latencies far above the usual one, one after the other.</summary>
/// <param name="Began">When the first of the events behind them was due.</param>
/// <param name="Ended">When the last of them was over.</param>
/// <param name="WorstMs">The longest.</param>
/// <param name="Count">How many.</param>
readonly record struct Peak(DateTime Began, DateTime Ended, double WorstMs, int Count)
{
    // A peak is over when nothing late has ended for so long.
    static readonly TimeSpan s_calm = TimeSpan.FromMilliseconds(500);

    /// <summary>The highest peaks first.</summary>
    /// <param name="latencies">When each was over, and how long it was in milliseconds.</param>
    public static List<Peak> In(IReadOnlyList<(DateTime Ended, double Ms)> latencies)
    {
        if (latencies.Count == 0)
            return [];
        var sorted = latencies.Select(latency => latency.Ms).Order().ToList();
        var usual = Math.Max(2 * sorted[sorted.Count / 2], 100);
        var peaks = new List<Peak>();
        foreach (var (ended, ms) in latencies.Where(latency => latency.Ms > usual).OrderBy(latency => latency.Ended))
        {
            var began = ended - TimeSpan.FromMilliseconds(ms);
            if (peaks.Count > 0 && ended - peaks[^1].Ended < s_calm)
            {
                var last = peaks[^1];
                peaks[^1] = new Peak(began < last.Began ? began : last.Began, ended, Math.Max(last.WorstMs, ms), last.Count + 1);
            }
            else
            {
                peaks.Add(new Peak(began, ended, ms, 1));
            }
        }
        return [.. peaks.OrderByDescending(peak => peak.WorstMs)];
    }
}
