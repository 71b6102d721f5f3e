using System.Runtime.ExceptionServices;

namespace Automation.WorkflowEngine.Simulation;

/// <summary>Simulates shoppers side by side: nobody's history changes anybody else's.</summary>
static class Simulator
{
    // The runs that go on beside it need processors too.
    static readonly int s_threads = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>One for each history, in order.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<SimulatedShopper> Run(SimulationPlan plan, IReadOnlyList<ShopperHistory> histories, CancellationToken cancellationToken)
    {
        var shoppers = new SimulatedShopper[histories.Count];
        try
        {
            Parallel.For(
                0, histories.Count, new ParallelOptions { MaxDegreeOfParallelism = s_threads, CancellationToken = cancellationToken },
                index => shoppers[index] = ShopperSimulation.Run(plan, histories[index], cancellationToken));
        }
        catch (AggregateException failure)
        {
            // One is enough to say what is wrong.
            ExceptionDispatchInfo.Throw(failure.InnerExceptions[0]);
        }
        return shoppers;
    }
}
