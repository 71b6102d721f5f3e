namespace Automation.WorkflowEngine.Simulation;

/// <summary>
/// Simulates shoppers one after the other: nobody's history changes anybody else's, and what a simulation takes of the processor is
/// taken from the runs that go on beside it.
/// </summary>
static class Simulator
{
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static List<SimulatedShopper> Run(SimulationPlan plan, IReadOnlyList<ShopperHistory> histories, CancellationToken cancellationToken)
    {
        var shoppers = new List<SimulatedShopper>(histories.Count);
        foreach (var history in histories)
            shoppers.Add(ShopperSimulation.Run(plan, history, cancellationToken));
        return shoppers;
    }
}
