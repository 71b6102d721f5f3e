using Automation.Benchmarks.Traffic;
using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;

namespace Automation.Benchmarks.HotPaths;

/// <summary>From the bytes of a request to the row that waits for its place in the log.</summary>
[MemoryDiagnoser]
public class EventTranslation
{
    const int Count = 500;
    static readonly DateTimeOffset s_now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    readonly byte[][] _requests = new byte[Count][];

    [GlobalSetup]
    public void Prepare()
    {
        var traffic = new ShopTraffic(1, 1_000);
        for (var i = 0; i < Count; i++)
            _requests[i] = traffic.Next(out _).ToByteArray();
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public object? Translate()
    {
        PendingEvent? pending = null;
        foreach (var request in _requests)
        {
            if (EventAdmission.Admit(Event.Parser.ParseFrom(request), "shop", isInternal: false, "", s_now, out pending) is { } violation)
                throw new InvalidOperationException($"{violation}");
        }
        return pending;
    }
}
