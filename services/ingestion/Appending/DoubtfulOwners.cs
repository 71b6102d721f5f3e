using Automation.Commerce.V1;
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
            if (named is null && (isThere || isGiven) && IsContested(kind, identifiers))
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

    /// <summary>Whether another identifier of the event could speak against this one.</summary>
    static bool IsContested(IdentityKind kind, Identifiers identifiers) => kind switch
    {
        IdentityKind.User => false,
        IdentityKind.Email => identifiers.UserId.Length > 0,
        IdentityKind.Phone => identifiers.UserId.Length + identifiers.Email.Length + identifiers.ExternalId.Length > 0,
        IdentityKind.External => identifiers.UserId.Length + identifiers.Email.Length + identifiers.Phone.Length > 0,
        _ => identifiers.UserId.Length + identifiers.Email.Length + identifiers.Phone.Length + identifiers.ExternalId.Length > 0,
    };

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
