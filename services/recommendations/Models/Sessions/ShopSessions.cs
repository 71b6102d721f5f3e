using Automation.Recommendations.Interactions;

namespace Automation.Recommendations.Models.Sessions;

/// <summary>
/// What the shoppers of one shop did lately: visits, which end after half an hour without anything, and orders. For several threads at
/// once: take <see cref="Gate"/> around all that is read or changed.
/// </summary>
sealed class ShopSessions(int maxSessions)
{
    /// <summary>So many of an item's latest sessions are looked at by any model.</summary>
    public const int MaxSampled = 1_502;

    // A bot looks at everything in one visit: it is its last fifty.
    const int MaxItems = 50;

    const long GapMicroseconds = 30L * 60 * 1_000_000;

    // By whom; no more of them than there are visits.
    readonly Dictionary<long, (int Session, long Last)> _visits = [];
    (int Partition, long Sequence, int Session)? _order;

    public Lock Gate { get; } = new();

    public SessionIndex Visits { get; } = new(maxSessions, MaxSampled, MaxItems);

    public SessionIndex Orders { get; } = new(maxSessions, MaxSampled, MaxItems);

    /// <summary>Items in all of them.</summary>
    public long Size => Visits.Size + Orders.Size;

    /// <summary>Takes an interaction. A shopper's come in order, and the lines of an order one after the other.</summary>
    public void Apply(Interaction interaction)
    {
        if (interaction.Kind is InteractionKind.Ordered)
            ApplyOrder(interaction);
        else
            ApplyVisit(interaction);
    }

    /// <summary>The visit that a shopper is on; null: on none.</summary>
    public int? VisitOf(Guid shopperId, long microseconds) =>
        _visits.TryGetValue(OwnerOf(shopperId), out var visit) && IsOn(visit, microseconds) ? visit.Session : null;

    /// <summary>Drops what is oldest; false: there is nothing.</summary>
    public bool DropOldest()
    {
        var (visits, orders) = (Visits, Orders);
        if (visits.SessionCount == 0 && orders.SessionCount == 0)
            return false;
        if (visits.SessionCount >= orders.SessionCount)
            End(visits.DropOldest());
        else
            orders.DropOldest();
        return true;
    }

    void ApplyVisit(Interaction interaction)
    {
        var owner = OwnerOf(interaction.ShopperId);
        if (!_visits.TryGetValue(owner, out var visit) || !IsOn(visit, interaction.Microseconds))
        {
            visit.Session = Visits.Begin(owner, out var dropped);
            if (dropped is { } gone)
                End(gone);
        }
        _visits[owner] = (visit.Session, interaction.Microseconds);
        Visits.Add(visit.Session, interaction.ProductId);
    }

    void ApplyOrder(Interaction interaction)
    {
        var (partition, sequence) = (interaction.Partition, interaction.Sequence);
        if (_order is not { } order || (order.Partition, order.Sequence) != (partition, sequence) || !Orders.Has(order.Session))
            _order = order = (partition, sequence, Orders.Begin(OwnerOf(interaction.ShopperId), out _));
        Orders.Add(order.Session, interaction.ProductId);
    }

    void End((long Owner, int Session) dropped)
    {
        if (_visits.TryGetValue(dropped.Owner, out var visit) && visit.Session == dropped.Session)
            _visits.Remove(dropped.Owner);
    }

    static bool IsOn((int Session, long Last) visit, long microseconds) => microseconds - visit.Last <= GapMicroseconds;

    // 62 bits of it are random, which tells the shoppers of one shop apart.
    static long OwnerOf(Guid shopperId)
    {
        Span<byte> bytes = stackalloc byte[16];
        shopperId.TryWriteBytes(bytes);
        return BitConverter.ToInt64(bytes) ^ BitConverter.ToInt64(bytes[8..]);
    }
}
