using Automation.Benchmarks.Segments;
using Automation.Benchmarks.Traffic;
using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Profiles;
using Automation.Segments;
using BenchmarkDotNet.Attributes;
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

    readonly List<LoggedEvent> _events = [];
    readonly List<SegmentChange> _changes = [];
    readonly ProfileState _profile = new();
    byte[] _stored = [];
    SegmentSet _set = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var versions = Enumerable.Range(0, segments)
            .Select(place => new SegmentVersion(place + 1, $"s{place}", Compile(SegmentTexts.Of(place))))
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
        var state = SegmentState.Open(_stored);
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
