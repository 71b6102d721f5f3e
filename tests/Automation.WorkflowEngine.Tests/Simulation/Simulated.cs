using Automation.Commerce.V1;
using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Simulation;

/// <summary>Simulations of one shopper, as short to say as stories.</summary>
static class Simulated
{
    public const string Shop = "corner-shop";

    /// <summary>Who agrees to mail, or the first event of a history.</summary>
    public static Event Identified(bool agrees = true) => new()
    {
        Identifiers = new Identifiers { Email = "ann@example.com" },
        ConsentChanged = new ConsentChanged { Channel = Channel.Email, State = agrees ? ConsentState.Subscribed : ConsentState.Unsubscribed },
    };

    public static SimulationPlan Plan(params WorkflowDefinition[] definitions) => new()
    {
        ShopId = Shop,
        Registry = SimulationPlan.RegistryOf(
            [.. definitions.Select((definition, index) => (new WorkflowVersion(Shop, $"w{index + 1}", 1), Story.Compiled(definition)))]),
    };

    /// <summary>Events at minutes after <see cref="A.Start"/>.</summary>
    public static GivenHistory Given(params (double Minutes, Event Event)[] events) => new()
    {
        Events =
        {
            events.Select(row => new SimulatedEvent { Shopper = "ann", LogTime = Story.Time(row.Minutes).ToTimestamp(), Event = row.Event.Clone() }),
        },
    };

    public static IReadOnlyList<ShopperHistory> Histories(GivenHistory given)
    {
        var violations = new ViolationList();
        var histories = GivenHistories.Read(Shop, given, violations);
        Assert.Empty(violations.Found);
        return histories;
    }

    public static SimulatedShopper Run(SimulationPlan plan, params (double Minutes, Event Event)[] events) =>
        Assert.Single(Simulator.Run(plan, Histories(Given(events)), CancellationToken.None));
}
