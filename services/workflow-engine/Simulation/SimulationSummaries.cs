using System.Globalization;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Simulation;

/// <summary>Counts what would have happened.</summary>
static class SimulationSummaries
{
    public static SimulationSummary Of(IReadOnlyList<WorkflowVersion> workflows, IReadOnlyList<SimulatedShopper> shoppers)
    {
        var runs = shoppers.SelectMany(shopper => shopper.Runs).ToLookup(run => run.Run.Workflow.WorkflowId, StringComparer.Ordinal);
        var refusals = shoppers.SelectMany(shopper => shopper.Refusals).ToLookup(refusal => refusal.WorkflowId, StringComparer.Ordinal);
        return new SimulationSummary
        {
            ShopperCount = shoppers.Count,
            EventCount = shoppers.Sum(shopper => (long)shopper.EventCount),
            Workflows = { workflows.Select(version => Of(version, [.. runs[version.WorkflowId]], refusals[version.WorkflowId])) },
        };
    }

    static WorkflowSummary Of(WorkflowVersion version, List<SimulatedRun> runs, IEnumerable<EntryRefusal> refusals) => new()
    {
        WorkflowId = version.WorkflowId,
        WorkflowVersion = version.Version,
        EntryCount = runs.Count,
        Refusals =
        {
            refusals.CountBy(refusal => refusal.Reason).OrderBy(pair => pair.Key)
                .Select(pair => new RefusalCount { Reason = pair.Key, Count = pair.Value }),
        },
        Ends =
        {
            runs.Where(run => !run.Run.IsOpen).CountBy(run => (run.Run.State, run.Run.EndReason))
                .OrderBy(pair => pair.Key.State).ThenBy(pair => pair.Key.EndReason, StringComparer.Ordinal)
                .Select(pair => new EndCount { State = pair.Key.State, Reason = pair.Key.EndReason, Count = pair.Value }),
        },
        Messages =
        {
            runs.SelectMany(run => run.Messages)
                .CountBy(message => (message.Channel, Day: DayOf(message), message.Outcome, message.Reason))
                .OrderBy(pair => pair.Key.Channel).ThenBy(pair => pair.Key.Day, StringComparer.Ordinal)
                .ThenBy(pair => pair.Key.Outcome).ThenBy(pair => pair.Key.Reason, StringComparer.Ordinal)
                .Select(pair => new MessageCount
                {
                    Channel = pair.Key.Channel,
                    Day = pair.Key.Day,
                    Outcome = pair.Key.Outcome,
                    Reason = pair.Key.Reason,
                    Count = pair.Value,
                }),
        },
    };

    static string DayOf(MessageTrace message) =>
        message.SettleTime?.ToDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
