using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Simulation;

/// <summary>A reduced form of the history that <c>./bench.sh simulation</c> measures.</summary>
public sealed class A_quarter_of_a_shop
{
    [Fact]
    public void Goes_through_eight_definitions_together_as_through_each_alone()
    {
        var random = new Random(90);
        var definitions = Enumerable.Range(0, 8).Select(_ => RandomWorkflows.Definition(random)).ToArray();
        var given = new GivenHistory();
        for (var shopper = 0; shopper < 40; shopper++)
        {
            foreach (var (minutes, @event) in RandomWorkflows.Life(random))
                given.Events.Add(new SimulatedEvent { Shopper = $"s{shopper}", LogTime = Story.Time(minutes).ToTimestamp(), Event = @event });
        }

        var all = Simulated.Plan(definitions);
        // Some go round a wait for ever.
        var end = Story.Time(3_000);
        var together = Simulator.Run(
            new SimulationPlan { ShopId = Simulated.Shop, Registry = all.Registry, EndTime = end }, Simulated.Histories(given), CancellationToken.None);
        Assert.Equal(40, together.Count);
        for (var number = 1; number <= definitions.Length; number++)
        {
            var id = $"w{number}";
            var alone = Simulator.Run(
                new SimulationPlan
                {
                    ShopId = Simulated.Shop,
                    EndTime = end,
                    Registry = SimulationPlan.RegistryOf([(new(Simulated.Shop, id, 1), all.Registry.Find(new(Simulated.Shop, id, 1))!)]),
                },
                Simulated.Histories(given), CancellationToken.None);
            Assert.Equal(Told(alone, id), Told(together, id));
        }
    }

    static IEnumerable<string> Told(IEnumerable<SimulatedShopper> shoppers, string workflowId) =>
        from shopper in shoppers
        from run in shopper.Runs
        where run.Run.Workflow.WorkflowId == workflowId
        select $"{shopper.Shopper} {run.Run.Key} {run.Run.State} {run.Run.EndReason} {string.Join(' ', run.History)} {string.Join(' ', run.Messages)}";
}
