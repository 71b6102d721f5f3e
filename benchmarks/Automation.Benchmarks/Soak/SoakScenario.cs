using System.Globalization;
using Automation.Benchmarks.Chain;
using Automation.Benchmarks.Measuring;
using Npgsql;

namespace Automation.Benchmarks.Soak;

/// <param name="Grown">Parts whose memory is not flat; empty when the run passes.</param>
sealed record SoakResult(
    string Scenario, double Minutes, double EventsPerSecond, int Sends, IReadOnlyDictionary<string, MemoryTrend> Memory, IReadOnlyList<string> Grown,
    IReadOnlyList<YardstickReading> Yardstick, bool YardstickMoved);

/// <summary>Mean resident megabytes of the thirds of a run.</summary>
sealed record MemoryTrend(double FirstMb, double MiddleMb, double LastMb)
{
    /// <summary>The first third warms up: heaps and caches fill. After that at most 5 % and 10 MB may come on top.</summary>
    public bool IsFlat => LastMb <= MiddleMb * 1.05 + 10;
}

/// <summary>
/// A moderate load for long, memory of every process looked at every five seconds. PostgreSQL is one part: its shared buffers fill as
/// tables grow, up to their fixed size, so its first minutes are no leak.
/// </summary>
static class SoakScenario
{
    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    public static async Task<SoakResult> RunAsync(BenchOptions options)
    {
        var length = TimeSpan.FromMinutes(options.Number("minutes") ?? 30);
        await using var stack = await ChainStack.StartAsync();
        await using var connection = new NpgsqlConnection(stack.Suite.Databases["ingestion"]);
        await connection.OpenAsync();
        var yardstick = Yardstick.Of(connection);
        await yardstick.ReadAsync();
        var meter = new ProcessMeter(stack.Suite);
        var samples = new List<Dictionary<string, long>>();
        using var end = new CancellationTokenSource();
        var sampling = SampleAsync(meter, samples, end.Token);
        var stretch = await stack.Load.OfferAsync(options.Number("rate") ?? 1_000, length);
        await end.CancelAsync();
        await sampling;
        await stack.SettleAsync();
        await yardstick.ReadAsync();

        var trends = samples[0].Keys.Where(name => name != "bench").Order(StringComparer.Ordinal)
            .ToDictionary(name => name, name => Trend(samples.ConvertAll(sample => sample.GetValueOrDefault(name))));
        foreach (var (name, trend) in trends)
            Output.Report(string.Create(CultureInfo.InvariantCulture,
                $"  {name,-20} {trend.FirstMb,6:0} {trend.MiddleMb,6:0} {trend.LastMb,6:0} MB{(trend.IsFlat ? "" : "  grows")}"));
        return new SoakResult(
            "soak", Math.Round(stretch.Length.TotalMinutes, 1), Math.Round(stretch.EventsPerSecond), stretch.Sends.Count, trends,
            [.. trends.Where(pair => !pair.Value.IsFlat).Select(pair => pair.Key)],
            yardstick.Readings, yardstick.HasMoved);
    }

    static async Task SampleAsync(ProcessMeter meter, List<Dictionary<string, long>> samples, CancellationToken end)
    {
        using var timer = new PeriodicTimer(s_interval);
        try
        {
            do
            {
                samples.Add(meter.Memory());
                if (samples.Count % 12 == 0)
                    Output.Progress($"{samples.Count / 12,3} min: " + string.Join(", ", samples[^1].Select(pair => $"{pair.Key} {pair.Value / 1e6:0}")));
            }
            while (await timer.WaitForNextTickAsync(end));
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }

    static MemoryTrend Trend(List<long> bytes)
    {
        var third = bytes.Count / 3;
        return new(Mean(bytes[..third]), Mean(bytes[third..(2 * third)]), Mean(bytes[(2 * third)..]));
    }

    static double Mean(List<long> bytes) => Math.Round(bytes.Average() / 1e6, 1);
}
