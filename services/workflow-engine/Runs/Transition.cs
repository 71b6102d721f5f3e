using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Runs;

/// <summary>What a decision comes to: the run as it is now, what is written down, what is to be done.</summary>
/// <param name="Run">The run after it.</param>
/// <param name="Entries">What goes into the history.</param>
/// <param name="Effects">What is to be done outside the run.</param>
/// <param name="LateBy">How long after its due time a wait ended.</param>
sealed record Transition(ShopperRun Run, IReadOnlyList<RunEntry> Entries, IReadOnlyList<Effect> Effects, TimeSpan? LateBy = null)
{
    /// <summary>No decision yet: it needs the profile. The same input with one decides.</summary>
    public static readonly Transition NeedsProfile = new(null!, [], []);
}
