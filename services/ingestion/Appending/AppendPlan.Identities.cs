using System.Runtime.InteropServices;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.Admission;
using Automation.ServiceDefaults.Clocks;

namespace Automation.Ingestion.Appending;

/// <content>Whose event it is.</content>
sealed partial class AppendPlan
{
    /// <summary>Devices on which somebody was known by another name too, with whoever was the last by event time.</summary>
    public Dictionary<Identity, DeviceClaim> Claims { get; } = [];

    /// <summary>
    /// The first known identifier that may name the shopper does; the unknown ones become names of that shopper. Known ones
    /// stay where they are, but a device goes with whoever was known on it last.
    /// </summary>
    Guid Resolve(PendingEvent pending, KnownState known, Func<Guid> mint)
    {
        var identifiers = pending.Event.Identifiers;
        var shopperId = FindNamed(pending.ShopId, identifiers, known) ?? Mint(pending.ShopId, mint);
        foreach (var kind in IdentityKinds.InOrder)
        {
            var value = identifiers.Of(kind);
            if (value.Length == 0)
                continue;
            var identity = new Identity(pending.ShopId, kind, value);
            ref var owner = ref CollectionsMarshal.GetValueRefOrAddDefault(known.Identities, identity, out var isKnown);
            if (!isKnown)
            {
                owner = shopperId;
                NewIdentities.Add(new(identity, shopperId));
                CollectionsMarshal.GetValueRefOrAddDefault(known.NameKinds, shopperId, out _) |= kind.AsSet();
            }
            else if (owner != shopperId && kind.IsAddress())
            {
                Use(identity, shopperId, known.Others);
            }
            // An import does not say who uses a device that is known.
            if (kind is IdentityKind.Anonymous && !(isKnown && pending.Event.History) && IdentifierRules.CountGiven(identifiers) > 1)
                Claim(identity, ref owner, shopperId, EffectiveTime(pending.Event).ToDateTimeOffset().ToStoredPrecision(), known);
        }
        return shopperId;
    }

    // Who was known there earlier does not get it back by being reported late. Of one instant the log decides.
    void Claim(Identity device, ref Guid owner, Guid shopperId, DateTimeOffset time, KnownState known)
    {
        var isClaimed = known.Claims.TryGetValue(device, out var last);
        if (isClaimed && (time < last.Time || (time == last.Time && owner == shopperId)))
            return;
        var stored = owner == shopperId ? last.Stored : default;
        if (owner != shopperId)
            GiveAway(device, owner, known.Others);
        owner = shopperId;
        known.Claims[device] = Claims[device] = new DeviceClaim(shopperId, time, stored);
    }

    static Guid? FindNamed(string shopId, Identifiers identifiers, KnownState known)
    {
        foreach (var kind in IdentityKinds.InOrder)
        {
            var value = identifiers.Of(kind);
            if (value.Length > 0 && known.Identities.TryGetValue(new Identity(shopId, kind, value), out var owner)
                && MayName(kind, owner, shopId, identifiers, known) && !IsLoginElsewhere(kind, owner, shopId, identifiers, known))
                return owner;
        }
        return null;
    }

    /// <summary>
    /// Not where the event says that it is about somebody else: by a user id, while the owner has another one; and what people
    /// share, a phone number or a device, not by any other identifier either of whose kind the owner has others.
    /// Two who log in on one device stay two, and so do two guests of a household with one phone.
    /// </summary>
    public static bool MayName(IdentityKind kind, Guid owner, string shopId, Identifiers identifiers, KnownState known)
    {
        if (kind is IdentityKind.User || !known.NameKinds.TryGetValue(owner, out var owned))
            return true;
        foreach (var other in IdentityKinds.InOrder)
        {
            if (!kind.IsContradictedBy(other))
                continue;
            var value = identifiers.Of(other);
            if (value.Length > 0 && (owned & other.AsSet()) != 0
                && !(known.Identities.TryGetValue(new Identity(shopId, other, value), out var itsOwner) && itsOwner == owner))
                return false;
        }
        return true;
    }

    /// <summary>
    /// Whether an account is told by what people share with somebody who is known as a person, and by no name of that person: its own
    /// mailbox may be told in an event of its own, and the cart of one who gave another mailbox must not go there.
    /// </summary>
    static bool IsLoginElsewhere(IdentityKind kind, Guid owner, string shopId, Identifiers identifiers, KnownState known)
    {
        if (kind is not (IdentityKind.Phone or IdentityKind.Anonymous) || (identifiers.UserId.Length == 0 && identifiers.ExternalId.Length == 0)
            || !known.NameKinds.TryGetValue(owner, out var owned) || (owned & (NameKinds.Email | NameKinds.External)) == 0)
            return false;
        return !IsName(IdentityKind.Email) && !IsName(IdentityKind.External);

        bool IsName(IdentityKind personal) =>
            identifiers.Of(personal) is { Length: > 0 } value
            && known.Identities.TryGetValue(new Identity(shopId, personal, value), out var itsOwner) && itsOwner == owner;
    }

    Guid Mint(string shopId, Func<Guid> mint)
    {
        var shopperId = mint();
        NewShoppers.Add(new NewShopper(shopId, shopperId, Partitions.Of(shopId, shopperId.ToString())));
        return shopperId;
    }
}
