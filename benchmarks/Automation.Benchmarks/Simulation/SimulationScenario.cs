using System.Diagnostics;
using Automation.Benchmarks.Measuring;
using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Simulation;

namespace Automation.Benchmarks.Simulation;

/// <param name="Seconds">From the events to the summary.</param>
/// <param name="CpuSeconds">Of all threads of this process meanwhile.</param>
/// <param name="Runs">That began.</param>
/// <param name="Messages">That were asked for.</param>
/// <param name="BytesPerEvent">Allocated.</param>
sealed record SimulationResult(
    string Scenario, int Shoppers, int Events, int Definitions, double Seconds, double CpuSeconds, double EventsPerSecond, int Runs, int Messages, int Refusals,
    double BytesPerEvent, IReadOnlyList<YardstickReading> Yardstick, bool YardstickMoved);

/// <summary>A quarter of a year of a shop through eight definitions, as a service simulates it.</summary>
static class SimulationScenario
{
    const string Shop = "shop";

    public static async Task<SimulationResult> RunAsync()
    {
        var yardstick = Yardstick.OfCpu();
        await yardstick.ReadAsync();
        var workflows = new List<(WorkflowVersion, CompiledWorkflow)>();
        foreach (var definition in SimulatedQuarter.Definitions)
        {
            var (workflow, violations) = DefinitionCompiler.Compile(definition);
            workflows.Add((new WorkflowVersion(Shop, definition.DisplayName, 1), workflow
                ?? throw new InvalidOperationException($"{definition.DisplayName}: {violations[0].Field} {violations[0].Description}")));
        }
        var plan = new SimulationPlan { ShopId = Shop, Registry = SimulationPlan.RegistryOf(workflows) };
        var given = SimulatedQuarter.History();

        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        var faults = new ViolationList();
        var histories = GivenHistories.Read(Shop, given, faults);
        var shoppers = Simulator.Run(plan, histories, CancellationToken.None);
        var summary = SimulationSummaries.Of([.. workflows.Select(row => row.Item1)], shoppers);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;

        if (faults.Found is [var fault, ..])
            throw new InvalidOperationException($"{fault.Field} {fault.Description}");
        await yardstick.ReadAsync();
        return new SimulationResult(
            "simulation", histories.Count, given.Events.Count, workflows.Count, seconds, cpuSeconds, given.Events.Count / seconds,
            (int)summary.Workflows.Sum(workflow => workflow.EntryCount), shoppers.Sum(shopper => shopper.Runs.Sum(run => run.Messages.Count)),
            shoppers.Sum(shopper => shopper.Refusals.Count), (double)allocated / given.Events.Count, yardstick.Readings, yardstick.HasMoved);
    }
}
