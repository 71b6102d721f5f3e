using Automation.Benchmarks.Traffic;
using Automation.Commerce.V1;
using Automation.Profiles;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Benchmarks.HotPaths;

/// <summary>A stored profile is read, takes ten events more, and is written.</summary>
[MemoryDiagnoser]
public class ProfileFolding
{
    const int Before = 40;
    const int Count = 10;
    static readonly DateTimeOffset s_start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    readonly List<LoggedEvent> _events = [];
    byte[] _stored = [];

    [GlobalSetup]
    public void Prepare()
    {
        var traffic = new ShopTraffic(1, 2);
        var state = new ProfileState();
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
            if (sequence <= Before)
                ProfileFold.Apply(state, logged);
            else
                _events.Add(logged);
        }
        _stored = state.ToByteArray();
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public object Fold()
    {
        var state = ProfileState.Parser.ParseFrom(_stored);
        foreach (var logged in _events)
            ProfileFold.Apply(state, logged);
        return ProfileBytes.Of(state, out _);
    }
}
