using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Simulation;

/// <summary>Definitions and lives of which nobody thought.</summary>
static class RandomWorkflows
{
    static readonly string[] s_carts = ["product_added", "product_removed", "cart_updated", "checkout_started"];

    static readonly string[] s_states =
    [
        "size(cart.lines) > 1", "profile.order_summary.order_count >= 1", "cart.state == \"CART_STATE_CHECKOUT\"",
        "cart.lines.exists(line, line.product_id == \"p1\")",
    ];

    /// <summary>A definition that compiles.</summary>
    public static WorkflowDefinition Definition(Random random)
    {
        while (true)
        {
            var definition = Draw(random);
            if (DefinitionCompiler.Compile(definition).Workflow is not null)
                return definition;
        }
    }

    /// <summary>Up to 40 events in cart minutes, many at the same instant, some late or told as the past.</summary>
    public static List<(double Minutes, Event Event)> Life(Random random)
    {
        var life = new List<(double, Event)> { (0, Simulated.Identified(random.Next(4) > 0)) };
        var now = 0.0;
        for (var count = random.Next(1, 40); count > 0; count--)
        {
            now += random.Next(6) switch { 0 => 0, 1 => random.Next(1, 20), 2 => 20, 3 => 30, 4 => 60, _ => random.Next(2_000) };
            var @event = Next(random, count);
            if (random.Next(8) == 0)
                @event = A.Late(@event, now, TimeSpan.FromMinutes(random.Next(1, 3_000)));
            if (@event.OccurTime is not null && random.Next(6) == 0)
                @event = A.Past(@event);
            life.Add((now, @event));
        }
        return life;
    }

    static Event Next(Random random, int number)
    {
        var (cart, product) = ($"c{random.Next(3)}", $"p{random.Next(3)}");
        return random.Next(12) switch
        {
            0 => A.Removed(cart, product, random.Next(1, 3)),
            1 => A.Checkout(cart),
            2 => A.Updated(cart),
            3 => A.Updated(cart, A.Line(product, 2)),
            4 => A.Order($"o{number}"),
            5 => A.Order($"o{number}", cart),
            6 => A.Viewed(cart),
            7 => Simulated.Identified(random.Next(2) == 0),
            8 => A.Custom("game_won"),
            _ => A.Added(cart, product),
        };
    }

    static WorkflowDefinition Draw(Random random)
    {
        var definition = new WorkflowDefinition
        {
            DisplayName = "Random",
            Trigger = new Trigger
            {
                Event = new EventMatch { Events = { Some(random, s_carts) } },
                MaxAge = random.Next(3) == 0 ? Minutes(random, 1_440) : null,
            },
            Reentry = new Reentry { Keyed = new KeyedReentry { Key = "event.cart_id" } },
        };
        if (random.Next(3) == 0)
            definition.Trigger.Event.Filter = new Condition { Text = s_states[random.Next(s_states.Length)] };
        if (random.Next(4) == 0)
            definition.Reentry.Once = true;
        else if (random.Next(2) == 0)
            definition.Reentry.Keyed.Cooldown = Minutes(random, 1_440);
        if (random.Next(3) == 0)
            definition.Reentry.CooldownStart = CooldownStart.Exit;
        if (random.Next(2) == 0)
            definition.ExitWhen.Add(new EventMatch { Events = { "order_completed" } });
        if (random.Next(4) == 0)
            definition.ExitWhen.Add(new EventMatch { Events = { "product_removed" }, Filter = new Condition { Text = "size(cart.lines) == 0" } });
        if (random.Next(3) == 0)
            definition.SendGuard = new Condition { Text = s_states[random.Next(s_states.Length)] };
        var count = random.Next(1, 7);
        for (var step = 0; step < count; step++)
            definition.Steps.Add(DrawStep(random, step, count));
        return definition;
    }

    static Step DrawStep(Random random, int number, int count)
    {
        var step = new Step { StepId = $"s{number}" };
        // Also back, which compiles only over a wait.
        string Any() => $"s{random.Next(count)}";
        switch (random.Next(7))
        {
            case 0 or 1:
                step.Wait = new WaitStep { Duration = Minutes(random, 180), RestartOn = { random.Next(2) == 0 ? Some(random, s_carts) : [] } };
                break;
            case 2:
                step.Branch = new BranchStep { Ways = { new BranchWay { When = new Condition { Text = s_states[random.Next(s_states.Length)] }, Next = Any() } } };
                break;
            case 3:
                step.WaitForEvent = new WaitForEventStep
                {
                    Event = new EventMatch { Events = { random.Next(2) == 0 ? "checkout_started" : "game_won" } },
                    AnyKey = true,
                    Timeout = Minutes(random, 300),
                    OnTimeout = Any(),
                };
                break;
            case 4 when number > 0:
                step.End = new EndStep();
                break;
            default:
                step.Send = new SendStep { Channel = Channel.Email, TemplateId = $"t{number}", Purpose = random.Next(4) == 0 ? Purpose.Transactional : Purpose.Marketing };
                break;
        }
        return step;
    }

    static IEnumerable<string> Some(Random random, string[] names) =>
        names.Where(_ => random.Next(2) == 0).DefaultIfEmpty(names[random.Next(names.Length)]).ToList();

    static Duration Minutes(Random random, int most) => TimeSpan.FromMinutes(random.Next(3) == 0 ? 30 : random.Next(10, most)).ToDuration();
}
