using Automation.Benchmarks.Chain;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using BenchmarkDotNet.Attributes;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Benchmarks.HotPaths;

/// <summary>An event begins a run that asks for a message at once: the entry, the decision, its history.</summary>
[MemoryDiagnoser]
public class WorkflowStep
{
    const string ShopperId = "0193a000-0000-7000-8000-000000000001";
    static readonly WorkflowVersion s_version = new("shop", "begun-checkout", 1);
    static readonly DateTimeOffset s_now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    CompiledWorkflow _workflow = null!;
    EventInput _input = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _workflow = DefinitionCompiler.Compile(CheckoutWorkflow.Definition).Workflow!;
        var line = new LineItem
        {
            ProductId = "mug",
            Title = "A mug",
            Quantity = 2,
            UnitPrice = new Money { CurrencyCode = "GBP", Units = 7 },
        };
        var logged = new LoggedEvent
        {
            Partition = 1,
            Sequence = 41,
            ShopId = "shop",
            ShopperId = ShopperId,
            LogTime = s_now.ToTimestamp(),
            Event = new Event { EventId = "event-41", CheckoutStarted = new CheckoutStarted { CartId = "cart-1", Lines = { line } } },
        };
        var position = new LogPosition { Partition = 1, Sequence = 41 };
        var profile = new Profile
        {
            ShopperId = ShopperId,
            Position = position,
            Carts = { new Cart { CartId = "cart-1", State = CartState.Checkout, Lines = { line } } },
        };
        _input = new EventInput(
            logged, EventNames.Of(logged.Event), EventNames.ActionOf(logged.Event), s_now, position, new Reading(profile, IsComplete: false));
    }

    [Benchmark]
    public object Enter() => RunMachine.Enter(s_version, _workflow, _input)!.Effects;
}
