using System.Globalization;
using System.Text;
using Automation.Testing;

namespace Automation.Benchmarks.Measuring.Disturbing;

/// <summary>What else happened during a stretch.</summary>
/// <param name="StealPercent">Processor time that another machine on the same host had.</param>
/// <param name="OthersPercent">Processor time of this machine that neither the suite nor its load had.</param>
/// <param name="LongestGapMs">For how long a thread that wanted to run every millisecond did not.</param>
/// <param name="Checkpoints">Of PostgreSQL, that ran at some time of the stretch.</param>
/// <param name="CheckpointSeconds">How long they took together.</param>
/// <param name="LongestPauseMs">Of each service's collector.</param>
sealed record DisturbanceFigures(
    double StealPercent, double OthersPercent, double LongestGapMs, int Checkpoints, double CheckpointSeconds,
    IReadOnlyDictionary<string, double> LongestPauseMs);

/// <summary>Watches for whatever may hold a suite up: the machine, PostgreSQL's checkpoints, each service's collector.</summary>
sealed class Disturbances : IAsyncDisposable
{
    const int PeaksTold = 8;

    // A peak of half a second is not explained by less.
    static readonly TimeSpan s_worthTelling = TimeSpan.FromMilliseconds(15);

    readonly GapProbe _gaps = new();
    readonly CheckpointProbe _checkpoints;
    readonly List<CollectorProbe> _collectors;
    readonly MachineTime _before = MachineTime.Now;
    readonly DateTime _began = DateTime.UtcNow;
    List<Standstill> _standstills = [];
    MachineTime _machine;

    Disturbances(CheckpointProbe checkpoints, List<CollectorProbe> collectors) => (_checkpoints, _collectors) = (checkpoints, collectors);

    public static async Task<Disturbances> WatchAsync(Suite suite)
    {
        var collectors = suite.Processes.Select(process => new CollectorProbe(process.Service, process.ProcessId)).ToList();
        return new Disturbances(await CheckpointProbe.StartAsync(suite.Postgres.ConnectionString("postgres")), collectors);
    }

    /// <summary>Ends the watch.</summary>
    /// <param name="used">By the suite and its load meanwhile.</param>
    public async Task<DisturbanceFigures> EndAsync(Usage used)
    {
        _machine = MachineTime.Now - _before;
        var gaps = _gaps.End();
        var checkpoints = await _checkpoints.EndAsync();
        var pauses = new Dictionary<string, double>();
        _standstills = [.. gaps, .. checkpoints];
        foreach (var collector in _collectors)
        {
            var its = await collector.EndAsync();
            pauses[collector.Name] = Longest(its);
            _standstills.AddRange(its);
        }
        var others = _machine.Busy - TimeSpan.FromSeconds(used.Cpu.Values.Sum(cpu => cpu.TotalSeconds));
        return new DisturbanceFigures(
            Percent(_machine.Stolen), Percent(others), Longest(gaps), checkpoints.Count,
            Math.Round(checkpoints.Sum(checkpoint => checkpoint.Length.TotalSeconds), 1), pauses);
    }

    /// <summary>The highest peaks, and what fell into them.</summary>
    public string Text(IReadOnlyList<Peak> peaks)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"peaks of event to mail: {peaks.Count}; with what fell into the highest");
        foreach (var peak in peaks.Take(PeaksTold))
        {
            var during = _standstills.Where(still => still.Length > s_worthTelling && still.Overlaps(peak.Began, peak.Ended))
                .GroupBy(still => still.Cause)
                .Select(group => string.Create(CultureInfo.InvariantCulture,
                    $"{group.Key} {group.Max(still => still.Length.TotalMilliseconds):0} ms{(group.Count() > 1 ? $" ({group.Count()} times)" : "")}"))
                .ToList();
            text.AppendLine(CultureInfo.InvariantCulture,
                $"  at {(peak.Began - _began).TotalSeconds,5:0.0}–{(peak.Ended - _began).TotalSeconds:0.0} s, {peak.Count} mails, worst {peak.WorstMs:0} ms: {(during.Count > 0 ? string.Join(", ", during) : "nothing seen")}");
        }
        return text.ToString().TrimEnd();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var collector in _collectors)
            collector.Dispose();
        await _checkpoints.DisposeAsync();
    }

    double Percent(TimeSpan time) => Math.Round(100 * time / _machine.All, 1);

    static double Longest(IReadOnlyCollection<Standstill> standstills) =>
        standstills.Count == 0 ? 0 : Math.Round(standstills.Max(still => still.Length.TotalMilliseconds), 1);
}
