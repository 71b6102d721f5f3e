using Automation.Benchmarks.Traffic;
using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Profiles;
using Automation.Segments;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Benchmarks.HotPaths;

/// <summary>
/// The stored state of so many segments is read, takes ten events, and is written; the profile, which another path measures, stands.
/// </summary>
public abstract class SegmentFolding(int segments)
{
    const int Before = 40;
    const int Count = 10;
    static readonly DateTimeOffset s_start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    // Of what shops ask: history with and without a window, the profile, other segments.
    static readonly string[] s_texts =
    [
        "events(\"order_completed\").in_last(\"{0}d\").count() > 0 && consented(\"email\")",
        "events(\"order_completed\").in_last(\"365d\").sum(e, e.total, \"EUR\") > money(\"{0} EUR\")",
        "events(\"product_viewed\").where(e, e.product.product_id == \"p{0}\").in_last(\"30d\").count() > 1",
        "did_without(events(\"checkout_started\").in_last(\"{0}d\"), events(\"order_completed\"))",
        "profile.traits.city == \"City {0}\" && profile.order_summary.order_count > 1",
        "profile.order_summary.last_order_time.in_last(\"{0}d\")",
        "cart_state(\"CART_STATE_ACTIVE\") && profile.carts.exists(c, c.lines.exists(l, l.quantity > {0}))",
        "events(\"product_viewed\").in_last(\"{0}d\").distinct(e, e.product.product_id) > 5",
        "did_then(events(\"product_viewed\"), events(\"order_completed\"), \"{0}d\")",
        "has(profile.email) && !(events(\"order_completed\").count() > {0})",
    ];

    readonly List<LoggedEvent> _events = [];
    readonly List<SegmentChange> _changes = [];
    readonly ProfileState _profile = new();
    byte[] _stored = [];
    SegmentSet _set = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var versions = Enumerable.Range(0, segments)
            .Select(place => new SegmentVersion(place + 1, $"s{place}", Compile(s_texts[place % s_texts.Length].Replace("{0}", $"{place + 1}", StringComparison.Ordinal))))
            .ToList();
        var numbers = versions.SelectMany(version => SegmentSet.ClauseKeysOf(version.Condition)).Distinct().Index().ToDictionary(pair => pair.Item, pair => pair.Index + 1);
        _set = new SegmentSet(versions, numbers);
        var (traffic, state) = (new ShopTraffic(1, 2), new SegmentState());
        for (var sequence = 1; sequence <= Before + Count; sequence++)
        {
            var logged = new LoggedEvent
            {
                Partition = 1,
                Sequence = sequence,
                ShopId = "shop",
                ShopperId = "0193a000-0000-7000-8000-000000000001",
                LogTime = s_start.AddMinutes(sequence).ToTimestamp(),
                Event = traffic.Next(out _),
            };
            ProfileFold.Apply(_profile, logged);
            if (sequence <= Before)
                SegmentFold.Apply(_set, state, _profile.Profile, logged, _changes);
            else
                _events.Add(logged);
        }
        _stored = state.ToByteArray();
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public object Fold()
    {
        _changes.Clear();
        var state = SegmentState.Parser.ParseFrom(_stored);
        foreach (var logged in _events)
            SegmentFold.Apply(_set, state, _profile.Profile, logged, _changes);
        return state.ToByteArray();
    }

    static CompiledCondition Compile(string text)
    {
        var result = ConditionLanguage.Compile(text, SegmentLanguage.Roots);
        return result.Condition ?? throw new InvalidOperationException($"{text}: {string.Join("; ", result.Errors)}");
    }
}

[MemoryDiagnoser]
public class SegmentFolding20() : SegmentFolding(20);

[MemoryDiagnoser]
public class SegmentFolding100() : SegmentFolding(100);
