using System.Collections.Concurrent;
using System.Diagnostics;
using Automation.Benchmarks.Measuring;
using Automation.Benchmarks.Traffic;

namespace Automation.Benchmarks.Chain;

/// <summary>Checkouts that a mail has to follow: from the instant at which the event was to be sent to the arrival.</summary>
sealed class Awaited
{
    readonly ConcurrentDictionary<string, (long Stamp, Latencies Into)> _open = new();
    long _unexpected;

    public int OpenCount => _open.Count;

    /// <summary>Messages that nothing had asked for, or a second time.</summary>
    public long UnexpectedCount => Volatile.Read(ref _unexpected);

    public void Expect(int shopper, long stamp, Latencies into)
    {
        if (!_open.TryAdd(Shoppers.EmailOf(shopper), (stamp, into)))
            throw new InvalidOperationException(
                $"{Shoppers.EmailOf(shopper)} begins another checkout before the mail of the last one came: too few shoppers for this load.");
    }

    public void Received(string address)
    {
        if (_open.TryRemove(address, out var sent))
            sent.Into.Add(Stopwatch.GetElapsedTime(sent.Stamp));
        else
            Interlocked.Increment(ref _unexpected);
    }
}
