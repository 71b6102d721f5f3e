using System.Globalization;
using System.Runtime.InteropServices;
using Automation.Benchmarks.Chain;
using Automation.Benchmarks.HotPaths;
using Automation.Benchmarks.Ingest;
using Automation.Benchmarks.Measuring;
using Automation.Benchmarks.Recommendations;
using Automation.Benchmarks.Segments;
using Automation.Benchmarks.Simulation;
using Automation.Benchmarks.Soak;

// One run of one scenario: progress on stderr, the result as one line of JSON on stdout. ../../bench.sh calls it.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
// A host that a scenario runs within takes the signal for itself.
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));
try
{
    var options = BenchOptions.Parse(args);
    object result = options.Scenario switch
    {
        "ingest" => await IngestScenario.RunAsync(options),
        "chain" => await ChainScenario.RunAsync(options),
        "hot-paths" => await HotPathScenario.RunAsync(),
        "recommendations" => await RecommendationScenario.RunAsync(options),
        "simulation" => await SimulationScenario.RunAsync(),
        "segments" => await SegmentScenario.RunAsync(options),
        "soak" => await SoakScenario.RunAsync(options),
        _ => throw new ArgumentException($"There is no scenario '{options.Scenario}'."),
    };
    Output.Result(result);
    return result is HotPathResult { Exceeded.Count: > 0 } or SoakResult { Grown.Count: > 0 } or RecommendationResult { AnswersDiffer: > 0 } ? 1 : 0;
}
catch (Exception exception)
{
    // Everything that was started has ended by now.
    Output.Progress($"{exception}");
    return 2;
}
