using Automation.Commerce.V1;
using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.Tests.Simulation;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>
/// Histories of which nobody thought, through all flows that sell: whoever has ordered gets nothing more of a run that began before, and
/// nothing at all for two days. How many histories says AUTOMATION_FLOW_CASES, the first AUTOMATION_FLOW_SEED.
/// </summary>
public sealed class No_message_after_a_purchase
{
    static readonly string[] s_selling = ["cart", "checkout", "browse", "welcome", "price-drop", "win-back", "after-purchase", "back-in-stock"];

    // These begin with a purchase, or are asked for.
    static readonly string[] s_others = ["after-purchase", "back-in-stock-asked"];
    static readonly TimeSpan s_quiet = TimeSpan.FromHours(48);
    static readonly int s_cases = Number("AUTOMATION_FLOW_CASES", 2_000);
    static readonly int s_seed = Number("AUTOMATION_FLOW_SEED", 1);

    [Fact]
    public void In_any_history()
    {
        var plan = Plan();
        var (messages, orders, ended) = (0, 0, 0);
        for (var seed = s_seed; seed < s_seed + s_cases; seed++)
        {
            var life = Life(new Random(seed));
            var simulated = Simulated.Run(Plan(plan), [.. life]);
            // When each was told, and when it happened. One of the very instant of a message came behind what the message came of.
            var bought = life.Where(row => row.Event.OrderCompleted is not null)
                .Select(row => (Told: Story.Time(row.Minutes), Time: row.Event.OccurTime?.ToDateTimeOffset() ?? Story.Time(row.Minutes))).ToList();
            orders += bought.Count;
            foreach (var run in simulated.Runs.Where(run => !s_others.Contains(run.Run.Workflow.WorkflowId)))
            {
                ended += run.Run.EndReason == RunReasons.ExitEvent ? 1 : 0;
                foreach (var message in run.Messages)
                {
                    messages++;
                    var asked = message.DecideTime.ToDateTimeOffset();
                    var said = $"AUTOMATION_FLOW_SEED={seed} AUTOMATION_FLOW_CASES=1: {run.Run.Workflow.WorkflowId} {message.StepId} at {asked:O}";
                    Assert.False(bought.Exists(order => order.Told > run.Run.EnterTime && order.Told < asked), $"{said}, after an order that came behind {run.Run.EnterTime:O}");
                    // A greeting sells nothing.
                    Assert.False(run.Run.Workflow.WorkflowId != "welcome" && bought.Exists(order => order.Told < asked && order.Time > asked - s_quiet), $"{said}, two days after an order");
                }
            }
        }
        // Else the histories would show nothing.
        Assert.True(messages > s_cases && orders > s_cases && ended > s_cases / 4, $"{messages} messages, {orders} orders, {ended} ended");
    }

    static SimulationPlan Plan()
    {
        var violations = new ViolationList();
        // Who is missed after six days, so that it comes within a history.
        var segments = SimulatedSegments.Compile(
            [new() { SegmentId = "lapsed", Text = "profile.order_summary.last_order_time <= now() - duration(\"6d\")" }], violations);
        Assert.Empty(violations.Found);
        return new SimulationPlan
        {
            ShopId = Simulated.Shop,
            Registry = SimulationPlan.RegistryOf([.. s_selling.SelectMany(flow => Flows.Compiled(flow))
                .Select(row => (new WorkflowVersion(Simulated.Shop, row.WorkflowId, 1), row.Workflow))]),
            Segments = segments!,
        };
    }

    // A plan counts the decisions of what is simulated with it.
    static SimulationPlan Plan(SimulationPlan plan) => new() { ShopId = plan.ShopId, Registry = plan.Registry, Segments = plan.Segments };

    static List<(double Minutes, Event Event)> Life(Random random)
    {
        var life = new List<(double, Event)> { (0, Simulated.Identified()) };
        var now = 0.0;
        for (var count = random.Next(5, 40); count > 0; count--)
        {
            now += random.Next(8) switch { 0 => 0, 1 => 1, 2 => 30, 3 => 60, 4 => random.Next(1, 240), 5 => random.Next(1_440), 6 => 1_380, _ => random.Next(10_000) };
            var @event = Next(random, count);
            // Late, as orders of a till are, but not so late that it was before everything.
            if (random.Next(6) == 0)
                @event = A.Late(@event, now, TimeSpan.FromMinutes(random.Next(1, 1_000)));
            life.Add((now, @event));
        }
        return life;
    }

    static Event Next(Random random, int number)
    {
        var (cart, product) = ($"c{random.Next(3)}", $"p{random.Next(4)}");
        return random.Next(14) switch
        {
            0 => A.Removed(cart, product),
            1 or 2 => A.Checkout(cart),
            3 => A.Updated(cart, A.Line(product, 2)),
            4 => A.Order($"o{number}"),
            5 => A.Order($"o{number}", cart),
            6 or 7 => new Event { ProductViewed = new ProductViewed { Product = A.Line(product) } },
            8 => Simulated.Identified(random.Next(4) > 0),
            9 => new Event
            {
                PriceDropped = new PriceDropped
                {
                    WaveId = $"w{number}",
                    Items = { new DroppedPrice { Product = A.Line(product, price: 8), FormerPrice = new Money { CurrencyCode = "GBP", Units = 10 }, Interest = Interest.Viewed } },
                },
            },
            10 => new Event { BackInStock = new BackInStock { WaveId = $"w{number}", Products = { A.Line(product) }, Requested = random.Next(2) == 0 } },
            _ => A.Added(cart, product),
        };
    }

    static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;
}
