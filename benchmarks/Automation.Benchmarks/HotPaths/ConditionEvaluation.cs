using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Segmentation.V1;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Benchmarks.HotPaths;

/// <summary>Three clauses, a trait, an amount and a relative time, all of which hold: none saves the others.</summary>
[MemoryDiagnoser]
public class ConditionEvaluation
{
    const int Count = 1_000;
    static readonly DateTimeOffset s_now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    readonly OrderCompleted _order = new() { OrderId = "o1", Total = new Money { CurrencyCode = "EUR", Units = 49, Nanos = 900_000_000 } };
    readonly Profile _profile = new()
    {
        Traits = new Struct { Fields = { ["city"] = Value.ForString("Berlin") } },
        OrderSummary = new OrderSummary { LastOrderTime = s_now.AddDays(-9).ToTimestamp() },
    };

    CompiledCondition _condition = null!;

    [GlobalSetup]
    public void Prepare() => _condition = ConditionLanguage.Compile(
        """profile.traits.city == "Berlin" && event.total >= money("40 EUR") && profile.order_summary.last_order_time.in_last("30d")""",
        new RootSet().With("event", OrderCompleted.Descriptor).With("profile", Profile.Descriptor)).Condition!;

    [Benchmark(OperationsPerInvoke = Count)]
    public int Evaluate()
    {
        var held = 0;
        ReadOnlySpan<IMessage?> roots = [_order, _profile];
        for (var turn = 0; turn < Count; turn++)
            held += _condition.Holds(roots, s_now) ? 1 : 0;
        return held == Count ? held : throw new InvalidOperationException("The condition must hold.");
    }
}
