using System.Collections.Frozen;
using Automation.EventLog.Following;
using Automation.WorkflowEngine.Definitions;

namespace Automation.WorkflowEngine.Simulation;

/// <summary>What a history is simulated with.</summary>
sealed class SimulationPlan
{
    public required string ShopId { get; init; }

    /// <summary>Which version begins runs where.</summary>
    public required RegistrySnapshot Registry { get; init; }

    /// <summary>By which shoppers enter and leave.</summary>
    public SimulatedSegments Segments { get; init; } = SimulatedSegments.None;

    /// <summary>Events before it begin nothing.</summary>
    public DateTimeOffset StartTime { get; init; } = DateTimeOffset.MinValue;

    /// <summary>When the clock stops; null: when nothing waits any more.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Whether messages meet a simulated end; else the history tells what became of them.</summary>
    public bool SettlesMessages { get; init; } = true;

    /// <summary>The registry in which each of these versions begins runs from the first event on.</summary>
    public static RegistrySnapshot RegistryOf(IReadOnlyList<(WorkflowVersion Version, CompiledWorkflow Workflow)> workflows) => new(
        1,
        [.. workflows.Select(row => new ActivationTimeline(
            row.Version.ShopId, row.Version.WorkflowId, [new Activation(row.Version.Version, new long[Partitions.Count])]))],
        workflows.ToFrozenDictionary(row => row.Version, row => row.Workflow));
}
