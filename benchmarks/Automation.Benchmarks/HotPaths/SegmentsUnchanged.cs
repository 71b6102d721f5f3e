using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Segmentation.V1;
using Automation.Segments;
using BenchmarkDotNet.Attributes;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Benchmarks.HotPaths;

/// <summary>An event that 100 segments are about, and that changes none of them: a view of a product that their filters do not name.</summary>
[MemoryDiagnoser]
public class SegmentsUnchanged
{
    const int Count = 1_000;
    static readonly DateTimeOffset s_now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    readonly Profile _profile = new() { Email = "a@shop.example" };
    readonly SegmentState _state = new();
    readonly List<SegmentChange> _changes = [];

    readonly LoggedEvent _event = new()
    {
        Sequence = 1,
        LogTime = s_now.ToTimestamp(),
        Event = new Event
        {
            Identifiers = new Identifiers { UserId = "u1" },
            ProductViewed = new ProductViewed { Product = new LineItem { ProductId = "none", Quantity = 1 } },
        },
    };

    SegmentSet _set = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var versions = Enumerable.Range(1, 100).Select(number => new SegmentVersion(number, $"s{number}", ConditionLanguage.Compile(
            $"events(\"product_viewed\").where(e, e.product.product_id == \"p{number}\").in_last(\"30d\").count() > 1 && has(profile.email)",
            SegmentLanguage.Roots).Condition!)).ToList();
        var numbers = versions.SelectMany(version => SegmentSet.ClauseKeysOf(version.Condition)).Index().ToDictionary(pair => pair.Item, pair => pair.Index + 1);
        _set = new SegmentSet(versions, numbers);
        SegmentFold.Apply(_set, _state, _profile, _event, _changes);
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Fold()
    {
        for (var turn = 0; turn < Count; turn++)
            SegmentFold.Apply(_set, _state, _profile, _event, _changes);
        return _changes.Count == 0 ? 0 : throw new InvalidOperationException("Nothing must change.");
    }
}
