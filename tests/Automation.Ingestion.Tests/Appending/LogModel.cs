using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;

namespace Automation.Ingestion.Tests.Appending;

/// <summary>The log as a few collections: tells a plan what the database would, and takes in what it decides.</summary>
sealed class LogModel
{
    public static readonly DateTimeOffset LogTime = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    readonly HashSet<Guid> _keys = [];
    readonly Dictionary<Identity, Guid> _identities = [];
    readonly Dictionary<Identity, DeviceClaim> _claims = [];
    readonly HashSet<CartHolder> _holders = [];
    readonly HashSet<AddressUser> _users = [];
    readonly Dictionary<Guid, CartOrder> _orders = [];
    readonly HashSet<FormerOwner> _formerOwners = [];
    readonly Dictionary<(string ShopId, Guid ShopperId, Channel Channel), Withdrawal> _withdrawals = [];
    readonly HashSet<(string, Guid)> _shoppers = [];
    long[] _heads = new long[Partitions.Count];

    /// <summary>Whether a plan is told all withdrawals, not only those that it asks for.</summary>
    public bool ReadsAllWithdrawals { get; init; }

    /// <summary>Every row, in the order of appending.</summary>
    public List<(int Partition, long Sequence, Guid? Subject, ControlRecord? Control)> Rows { get; } = [];

    /// <summary>Appends in one commit.</summary>
    public AppendResult[] Append(params PendingEvent[] events)
    {
        var others = OtherSubjects.AskedBy(events);
        if (others.AreAddressesAsked)
        {
            foreach (var (identity, owner) in _identities)
                others.AddAddress(identity, owner);
            foreach (var user in _users)
                others.AddAddress(user.Address, user.ShopperId);
        }
        foreach (var cart in others.ChangedCarts.Where(_orders.ContainsKey))
        {
            others.CartOrders.Add(cart, _orders[cart]);
            others.CartHolders.TryAdd(cart, []);
        }
        foreach (var former in _formerOwners)
            others.AddFormerOwner(former.Device, former.ShopperId);
        var asking = WithdrawalQuestions.Among(events).Where(_identities.ContainsKey).Select(identity => _identities[identity])
            .Concat(events.Where(WithdrawalQuestions.Asks).Select(pending => pending.GivenShopperId ?? Guid.Empty)).ToHashSet();
        foreach (var (key, withdrawal) in _withdrawals.Where(pair => ReadsAllWithdrawals || asking.Contains(pair.Key.ShopperId)))
            others.AddWithdrawal(key.ShopId, key.ShopperId, withdrawal);
        foreach (var holder in _holders.Where(holder => others.CartHolders.ContainsKey(holder.CartKey)))
            others.AddHolder(holder.CartKey, holder.ShopperId);
        var known = new KnownState
        {
            Heads = _heads, Keys = [.. _keys], Identities = new(_identities), Claims = new(_claims), Shoppers = [.. _shoppers], Others = others,
        };
        foreach (var (identity, owner) in _identities)
            known.NameKinds[owner] = known.NameKinds.GetValueOrDefault(owner) | identity.Kind.AsSet();
        var minted = _shoppers.Count;
        var plan = AppendPlan.For(events, known, LogTime, () => new Guid(++minted, 0, 0, new byte[8]));
        _heads = plan.Heads;
        _keys.UnionWith(known.Keys);
        foreach (var (identity, owner) in known.Identities)
            _identities[identity] = owner;
        foreach (var (device, claim) in plan.Claims)
            _claims[device] = claim;
        _holders.UnionWith(plan.CartHolders);
        _users.UnionWith(plan.AddressUsers);
        _formerOwners.UnionWith(plan.FormerOwners);
        foreach (var (key, withdrawal) in plan.Withdrawals)
            _withdrawals[key] = withdrawal;
        foreach (var (cart, order) in plan.CartOrders)
        {
            if (!_orders.TryGetValue(cart, out var earlier) || earlier.OccurTime.CompareTo(order.OccurTime) <= 0)
                _orders[cart] = order;
        }
        _shoppers.UnionWith(plan.NewShoppers.Select(shopper => (shopper.ShopId, shopper.ShopperId)));
        foreach (var result in plan.Results.Where(result => result.Outcome is AppendOutcome.Recorded))
        {
            Rows.Add((result.Partition, result.Sequence, result.ShopperId, null));
            foreach (var placed in result.Controls ?? [])
                Rows.Add((placed.Partition, placed.Sequence, placed.SubjectId, placed.Record));
        }
        return plan.Results;
    }

    /// <summary>Appends one event and answers what it caused.</summary>
    public IReadOnlyList<PlacedControl> Caused(PendingEvent pending) => Append(pending)[0].Controls ?? [];

    /// <summary>The shopper of an event that is appended now.</summary>
    public Guid Shopper(PendingEvent pending) => Append(pending)[0].ShopperId!.Value;
}
