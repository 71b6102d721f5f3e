using Automation.Ingestion.Admission;

namespace Automation.Ingestion.Appending;

/// <summary>
/// The owners of known identifiers of whom a plan must know what other names they have, before it can say whether the
/// identifier names the shopper of an event. Most groups have none: they cost no question.
/// </summary>
static class DoubtfulOwners
{
    /// <summary>Rather some too many than one too few. Pure; reads <see cref="KnownState.Identities"/>.</summary>
    public static HashSet<(string ShopId, Guid ShopperId)> Among(IReadOnlyList<PendingEvent> events, KnownState known)
    {
        HashSet<(string, Guid)> doubtful = [];
        // Those that an event may give to a shopper who is there already.
        HashSet<Identity> given = [];
        foreach (var pending in events)
        {
            if (pending.GivenShopperId is not null || pending.ProductPartition is not null
                || IdentifierRules.CountGiven(pending.Event.Identifiers) < 2)
                continue;
            if (IsDoubtful(pending, known, given, doubtful))
            {
                AddAll(known, doubtful);
                break;
            }
        }
        return doubtful;
    }

    // True when the owner in doubt can be anybody: whoever an event before it gives the identifier to.
    static bool IsDoubtful(
        PendingEvent pending, KnownState known, HashSet<Identity> given, HashSet<(string ShopId, Guid ShopperId)> doubtful)
    {
        var identifiers = pending.Event.Identifiers;
        Guid? named = null;
        var (isKnown, isUncertain, mayMove) = (false, false, false);
        foreach (var kind in IdentityKinds.InOrder)
        {
            var value = identifiers.Of(kind);
            if (value.Length == 0)
                continue;
            var identity = new Identity(pending.ShopId, kind, value);
            var isThere = known.Identities.TryGetValue(identity, out var owner);
            var isGiven = given.Contains(identity);
            mayMove |= isThere && kind is IdentityKind.Anonymous && named != owner;
            if (named is null && (isThere || isGiven) && IsContested(kind, pending, known, isGiven ? null : owner))
            {
                if (isGiven)
                    return true;
                doubtful.Add((pending.ShopId, owner));
            }
            else if (isGiven)
            {
                // It names somebody, but whom? Or nobody, when what gave it is a duplicate.
                isUncertain = true;
            }
            else if (isThere && !isUncertain)
            {
                named ??= owner;
            }
            isKnown |= isThere || isGiven;
        }
        if (isKnown)
            Give(pending, known, mayMove, given);
        return false;
    }

    /// <summary>Whether another identifier of the event, one that is not the owner's, too, could speak against this one.</summary>
    static bool IsContested(IdentityKind kind, PendingEvent pending, KnownState known, Guid? owner)
    {
        foreach (var other in IdentityKinds.InOrder)
        {
            if (!kind.IsContradictedBy(other) || pending.Event.Identifiers.Of(other) is not { Length: > 0 } value)
                continue;
            if (!known.Identities.TryGetValue(new Identity(pending.ShopId, other, value), out var itsOwner) || itsOwner != owner)
                return true;
        }
        return false;
    }

    static void Give(PendingEvent pending, KnownState known, bool mayMove, HashSet<Identity> given)
    {
        foreach (var kind in IdentityKinds.InOrder)
        {
            var value = pending.Event.Identifiers.Of(kind);
            if (value.Length == 0)
                continue;
            var identity = new Identity(pending.ShopId, kind, value);
            if ((mayMove && kind is IdentityKind.Anonymous) || !known.Identities.ContainsKey(identity))
                given.Add(identity);
        }
    }

    static void AddAll(KnownState known, HashSet<(string ShopId, Guid ShopperId)> doubtful)
    {
        foreach (var (identity, owner) in known.Identities)
            doubtful.Add((identity.ShopId, owner));
    }
}
