using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Ingestion.Appending;

/// <summary>What the log knows of others whom pending events may concern. Read only where an event asks for it.</summary>
sealed class OtherSubjects
{
    /// <summary>
    /// Who has changed a cart; an entry for each cart that an order, among the events or before them, closes.
    /// Beyond <see cref="Limits.CartHolders"/> not all of them.
    /// </summary>
    public Dictionary<Guid, HashSet<Guid>> CartHolders { get; } = [];

    /// <summary>The carts that the events change.</summary>
    public HashSet<Guid> ChangedCarts { get; } = [];

    /// <summary>The last orders of carts that the events change, as far as they have any.</summary>
    public Dictionary<Guid, CartOrder> CartOrders { get; } = [];

    /// <summary>
    /// From whom a device has gone to another shopper; an entry for each device of an order. Beyond <see cref="Limits.DeviceOwners"/>
    /// not all of them.
    /// </summary>
    public Dictionary<Identity, HashSet<Guid>> FormerOwners { get; } = [];

    /// <summary>Phone numbers of orders that name somebody by more: of their owners the plan must know the names.</summary>
    public HashSet<Identity> OrderPhones { get; } = [];

    /// <summary>Withdrawals without an address, of those whom <see cref="WithdrawalQuestions"/> asks for.</summary>
    public Dictionary<(string ShopId, Guid ShopperId), List<Withdrawal>> Withdrawals { get; } = [];

    /// <summary>Mailboxes and phone numbers that shoppers use, also those that name another one. Filled when <see cref="AreAddressesAsked"/>.</summary>
    public Dictionary<(string ShopId, Guid ShopperId), HashSet<Identity>> Addresses { get; } = [];

    /// <summary>Who uses a phone number; an entry for each by which alone somebody speaks of addresses without naming one.</summary>
    public Dictionary<Identity, HashSet<Guid>> PhoneUsers { get; } = [];

    /// <summary>Whether one of the events is about addresses that it does not name.</summary>
    public bool AreAddressesAsked { get; private init; }

    /// <summary>Nothing known yet of those whom the events ask for.</summary>
    public static OtherSubjects AskedBy(IReadOnlyList<PendingEvent> events)
    {
        var asked = new OtherSubjects { AreAddressesAsked = events.Any(IsAboutUnnamedAddress) };
        foreach (var pending in events)
        {
            if (IsAboutUnnamedAddress(pending) && AddressConsents.BarePhone(pending) is { } phone)
                asked.PhoneUsers.TryAdd(phone, []);
            var isOrder = pending.Event.ActionCase is Action.OrderCompleted;
            if (isOrder && pending.Event.Identifiers is { AnonymousId.Length: > 0 } identifiers)
                asked.FormerOwners.TryAdd(new Identity(pending.ShopId, IdentityKind.Anonymous, identifiers.AnonymousId), []);
            if (isOrder && pending.Event.Identifiers is { Phone.Length: > 0 } called && IdentifierRules.CountGiven(called) > 1)
                asked.OrderPhones.Add(new Identity(pending.ShopId, IdentityKind.Phone, called.Phone));
            if (pending.CartKey is not { } cart)
                continue;
            if (isOrder)
                asked.CartHolders.TryAdd(cart, []);
            else
                asked.ChangedCarts.Add(cart);
        }
        return asked;
    }

    /// <summary>Adds who has changed a cart.</summary>
    public void AddHolder(Guid cart, Guid shopperId)
    {
        if (!CartHolders.TryGetValue(cart, out var holders))
            CartHolders[cart] = holders = [];
        holders.Add(shopperId);
    }

    /// <summary>Adds from whom a device has gone.</summary>
    public void AddFormerOwner(Identity device, Guid shopperId)
    {
        if (FormerOwners.TryGetValue(device, out var owners))
            owners.Add(shopperId);
    }

    /// <summary>Adds a shopper's withdrawal; it may be read of several of their names.</summary>
    public void AddWithdrawal(string shopId, Guid shopperId, Withdrawal withdrawal)
    {
        if (!Withdrawals.TryGetValue((shopId, shopperId), out var withdrawals))
            Withdrawals[(shopId, shopperId)] = withdrawals = [];
        if (!withdrawals.Exists(known => known.Channel == withdrawal.Channel))
            withdrawals.Add(withdrawal);
    }

    /// <summary>Adds what a shopper is known by or uses when it is an address.</summary>
    public void AddAddress(Identity identity, Guid shopperId)
    {
        if (!identity.Kind.IsAddress())
            return;
        var key = (identity.ShopId, shopperId);
        if (!Addresses.TryGetValue(key, out var addresses))
            Addresses[key] = addresses = [];
        addresses.Add(identity);
        if (PhoneUsers.TryGetValue(identity, out var users))
            users.Add(shopperId);
    }

    static bool IsAboutUnnamedAddress(PendingEvent pending) =>
        pending.Event.ActionCase is Action.ConsentChanged
        && AddressKinds.Of(pending.Event.ConsentChanged.Channel) is { } kind
        && AddressConsents.NamedAddress(pending.Event, kind).Length == 0;
}
