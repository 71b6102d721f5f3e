using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Simulation;

/// <summary>What would have happened to a shopper.</summary>
/// <param name="Shopper">As the caller names the shopper.</param>
/// <param name="EventCount">Records that were folded.</param>
/// <param name="Runs">In order of their entry.</param>
/// <param name="Refusals">Events of a trigger that began no run.</param>
/// <param name="Memberships">How the shopper came into segments and left them.</param>
sealed record SimulatedShopper(
    string Shopper, int EventCount, IReadOnlyList<SimulatedRun> Runs, IReadOnlyList<EntryRefusal> Refusals, IReadOnlyList<MembershipTrace> Memberships);

/// <summary>A run that was simulated.</summary>
sealed class SimulatedRun(ShopperRun run)
{
    /// <summary>As it stands.</summary>
    public ShopperRun Run { get; set; } = run;

    public List<RunEntry> History { get; } = [];

    public List<MessageTrace> Messages { get; } = [];
}
