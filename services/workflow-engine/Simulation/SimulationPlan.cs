using System.Collections.Frozen;
using Automation.EventLog.Following;
using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.Definitions;

namespace Automation.WorkflowEngine.Simulation;

/// <summary>What a history is simulated with.</summary>
sealed class SimulationPlan
{
    const int MaxDecisions = 1_000_000;

    int _decisions;

    public required string ShopId { get; init; }

    /// <summary>Which version begins runs where.</summary>
    public required RegistrySnapshot Registry { get; init; }

    /// <summary>By which shoppers enter and leave.</summary>
    public SimulatedSegments Segments { get; init; } = SimulatedSegments.None;

    /// <summary>Events before it begin nothing.</summary>
    public DateTimeOffset StartTime { get; init; } = DateTimeOffset.MinValue;

    /// <summary>When the clock stops; null: when nothing waits any more.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The shop's time zone; empty where no workflow asks for it.</summary>
    public string ShopZone { get; init; } = "";

    /// <summary>Whether messages meet a simulated end, and events that steps let out come back; else the history tells.</summary>
    public bool CarriesOutEffects { get; init; } = true;

    /// <summary>Counts decisions of all shoppers together.</summary>
    /// <exception cref="Fault">FIELD_INVALID: more than one simulation keeps.</exception>
    public void Count(int decisions)
    {
        if (Interlocked.Add(ref _decisions, decisions) > MaxDecisions)
            throw Fault.Invalid("history", $"makes over {MaxDecisions:N0} decisions; set an earlier end_time, or give fewer shoppers.");
    }

    /// <summary>The registry in which each of these versions begins runs from the first event on.</summary>
    public static RegistrySnapshot RegistryOf(IReadOnlyList<(WorkflowVersion Version, CompiledWorkflow Workflow)> workflows) => new(
        1,
        [.. workflows.Select(row => new ActivationTimeline(
            row.Version.ShopId, row.Version.WorkflowId, [new Activation(row.Version.Version, new long[Partitions.Count])]))],
        workflows.ToFrozenDictionary(row => row.Version, row => row.Workflow));
}
