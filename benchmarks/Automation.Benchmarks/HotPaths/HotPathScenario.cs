using System.Text.Json;
using Automation.Benchmarks.Measuring;
using Automation.Testing;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace Automation.Benchmarks.HotPaths;

/// <param name="Nanoseconds">Mean of each path's operation.</param>
/// <param name="AllocatedBytes">Of each path's operation.</param>
/// <param name="CpuTurns">Turns of the yardstick's loop in the same time: the time as a ratio, which survives another machine.</param>
/// <param name="Exceeded">Paths that allocate over 5 % more than expected.</param>
sealed record HotPathResult(
    string Scenario, IReadOnlyDictionary<string, double> Nanoseconds, IReadOnlyDictionary<string, double> CpuTurns,
    IReadOnlyDictionary<string, long> AllocatedBytes, IReadOnlyList<string> Exceeded, IReadOnlyList<YardstickReading> Yardstick, bool YardstickMoved);

/// <summary>
/// Time and allocated bytes of what each event costs in a process. Time depends on the machine and is only told; allocated bytes do
/// not, so they are expected, and more than 5 % above is a failure.
/// </summary>
static class HotPathScenario
{
    const double Tolerance = 1.05;

    public static async Task<HotPathResult> RunAsync()
    {
        var artifacts = Directory.CreateTempSubdirectory("automation-hot-paths-").FullName;
        // In this process: one of its own would build every service once more, which takes minutes, to measure the same.
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance))
            .AddLogger(StandardError.Logger)
            .AddColumnProvider(BenchmarkDotNet.Columns.DefaultColumnProviders.Instance)
            .WithArtifactsPath(artifacts)
            .WithOptions(ConfigOptions.DisableLogFile);
        Type[] paths =
        [
            typeof(EventTranslation), typeof(AppendPlanning), typeof(ProfileFolding), typeof(WorkflowStep), typeof(ConditionEvaluation),
            typeof(SegmentFolding20), typeof(SegmentFolding100), typeof(SegmentsUnchanged),
        ];
        var yardstick = Yardstick.OfCpu();
        var reports = new Dictionary<string, BenchmarkReport>();
        foreach (var path in paths)
        {
            await yardstick.ReadAsync();
            foreach (var report in BenchmarkRunner.Run(path, config).Reports)
                reports[report.BenchmarkCase.Descriptor.Type.Name] = report;
        }
        await yardstick.ReadAsync();
        Directory.Delete(artifacts, recursive: true);
        if (reports.Count != paths.Length || reports.Values.Any(report => report.ResultStatistics is null))
            throw new InvalidOperationException("Not every path could be measured; see above.");
        var allocated = reports.ToDictionary(
            pair => pair.Key, pair => pair.Value.GcStats.GetBytesAllocatedPerOperation(pair.Value.BenchmarkCase)!.Value);
        var expected = JsonSerializer.Deserialize<Dictionary<string, long>>(
            File.ReadAllText(Repository.PathOf("benchmarks", "expectations.json")))!;
        return new HotPathResult(
            "hot-paths",
            reports.ToDictionary(pair => pair.Key, pair => Math.Round(pair.Value.ResultStatistics!.Mean)),
            reports.ToDictionary(pair => pair.Key, pair => Math.Round(pair.Value.ResultStatistics!.Mean * yardstick.CpuTurnsPerNanosecond)),
            allocated,
            [.. allocated.Where(pair => !expected.TryGetValue(pair.Key, out var bytes) || pair.Value > bytes * Tolerance).Select(pair => pair.Key)],
            yardstick.Readings, yardstick.HasMoved);
    }
}

/// <summary>BenchmarkDotNet's own account, beside the result.</summary>
sealed class StandardError : ILogger
{
    public static readonly StandardError Logger = new();

    public string Id => nameof(StandardError);

    public int Priority => 0;

    public void Write(LogKind logKind, string text) => Console.Error.Write(text);

    public void WriteLine() => Console.Error.WriteLine();

    public void WriteLine(LogKind logKind, string text) => Console.Error.WriteLine(text);

    public void Flush() => Console.Error.Flush();
}
