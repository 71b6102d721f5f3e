using Automation.Benchmarks.Traffic;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Automation.EventLog.Following;
using BenchmarkDotNet.Attributes;

namespace Automation.Benchmarks.HotPaths;

/// <summary>From pending events and what the log knows of them to their places in it. Every other customer is known.</summary>
[MemoryDiagnoser]
public class AppendPlanning
{
    const int Count = 500;
    const int Customers = 1_000;
    static readonly DateTimeOffset s_now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    readonly List<PendingEvent> _events = [];
    readonly Dictionary<Identity, Guid> _identities = [];

    [GlobalSetup]
    public void Prepare()
    {
        var traffic = new ShopTraffic(1, Customers);
        for (var i = 0; i < Count; i++)
        {
            EventAdmission.Admit(traffic.Next(out _), "shop", isInternal: false, "", s_now, out var pending);
            _events.Add(pending!);
        }
        for (var customer = 0; customer < Customers; customer += 2)
            _identities[new Identity("shop", IdentityKind.User, Shoppers.UserOf(customer))] = Guid.CreateVersion7(s_now);
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public object Plan()
    {
        // A plan uses up what is known, so each needs its own.
        var known = new KnownState { Heads = new long[Partitions.Count], Keys = [], Identities = new(_identities), Shoppers = [] };
        return AppendPlan.For(_events, known, s_now, () => Guid.CreateVersion7(s_now));
    }
}
