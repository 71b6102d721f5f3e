using System.Diagnostics;
using Automation.Faults.Tests.Days;

namespace Automation.Faults.Tests.Storefronts;

/// <summary>
/// A shop's systems: some lanes that send at the same time, each shopper always on the same one. What is not acked is
/// sent again under the same ids, and with it what was acked last, as a sender does that lost its notes.
/// </summary>
sealed class Storefront
{
    const int LaneCount = 2;
    const int BatchEvents = 8;
    static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(2);

    // Each lane has a connection of its own and waits for its ack.
    readonly IEventEntryPoint[] _entryPoints;
    readonly IReadOnlyList<DayEvent>[] _lastAcked = new IReadOnlyList<DayEvent>[LaneCount];
    int _unacked;
    int _acked;
    int _notAcked;
    int _repeated;

    public Storefront(string shopId, Func<IEventEntryPoint> open)
    {
        ShopId = shopId;
        _entryPoints = [.. Enumerable.Range(0, LaneCount).Select(_ => open())];
        Array.Fill(_lastAcked, []);
    }

    public string ShopId { get; }

    /// <summary>Events under way: sent and neither acked nor given up.</summary>
    public int UnackedCount => Volatile.Read(ref _unacked);

    public int AckedCount => Volatile.Read(ref _acked);

    /// <summary>Calls that ended without an ack.</summary>
    public int NotAckedCallCount => Volatile.Read(ref _notAcked);

    /// <summary>Acked events that were sent again; each was answered as known.</summary>
    public int RepeatedCount => Volatile.Read(ref _repeated);

    /// <summary>Sends events and returns when every one is acked.</summary>
    public Task SendAsync(IEnumerable<DayEvent> events) => Task.WhenAll(
        events.GroupBy(happened => LaneOf(happened.Shopper)).Select(lane => SendLaneAsync(lane.Key, [.. lane])));

    async Task SendLaneAsync(int lane, IReadOnlyList<DayEvent> events)
    {
        foreach (var batch in events.Chunk(BatchEvents))
        {
            Interlocked.Add(ref _unacked, batch.Length);
            try
            {
                await InsistAsync(lane, batch);
            }
            finally
            {
                Interlocked.Add(ref _unacked, -batch.Length);
            }
            Interlocked.Add(ref _acked, batch.Length);
            _lastAcked[lane] = batch;
        }
    }

    async Task InsistAsync(int lane, IReadOnlyList<DayEvent> batch)
    {
        var began = Stopwatch.StartNew();
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                if (!isFirst)
                    await RepeatAsync(lane);
                await _entryPoints[lane].RecordAsync([.. batch.Select(happened => happened.Event)]);
                return;
            }
            catch (NotAckedException error)
            {
                Interlocked.Increment(ref _notAcked);
                if (began.Elapsed > s_timeout)
                    throw new TimeoutException($"Shop {ShopId} got no ack within {s_timeout}: {error.Message}", error);
                await Task.Delay(s_pause);
            }
        }
    }

    async Task RepeatAsync(int lane)
    {
        var acked = _lastAcked[lane];
        if (acked.Count == 0)
            return;
        var known = await _entryPoints[lane].RecordAsync([.. acked.Select(happened => happened.Event)]);
        if (known != acked.Count)
            throw new WrongAnswerException($"{acked.Count - known} of {acked.Count} acked events, {acked[0].Event.EventId} and on, were not known any more.");
        Interlocked.Add(ref _repeated, known);
    }

    static int LaneOf(string shopper)
    {
        var hash = 17;
        foreach (var letter in shopper)
            hash = unchecked(hash * 31 + letter);
        return (int)((uint)hash % LaneCount);
    }
}
