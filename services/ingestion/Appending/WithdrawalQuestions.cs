using Automation.Ingestion.Admission;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Ingestion.Appending;

/// <summary>
/// The identifiers of whose owners a plan must know the withdrawals: those by which an event that brings an address, or says something
/// of one, may find its shopper. Most groups have none, and cost no look-up.
/// </summary>
static class WithdrawalQuestions
{
    // Who shares an identifier with whom shares another one, and so on: a chain is followed so far before all count.
    const int Links = 4;

    /// <summary>Rather some too many than one too few. Pure.</summary>
    public static HashSet<Identity> Among(IReadOnlyList<PendingEvent> events)
    {
        HashSet<Identity> asked = [];
        if (!events.Any(Asks))
            return asked;
        for (var link = 0; link <= Links; link++)
        {
            var before = asked.Count;
            foreach (var pending in events)
            {
                if (IsNamed(pending) && (link == Links || Asks(pending) || IdentitiesOf(pending).Any(asked.Contains)))
                    asked.UnionWith(IdentitiesOf(pending));
            }
            if (asked.Count == before)
                break;
        }
        return asked;
    }

    /// <summary>Whether a withdrawal may reach an address of the event, or be replaced by it.</summary>
    public static bool Asks(PendingEvent pending) =>
        pending.Event.ActionCase is Action.ConsentChanged || pending.Event.Identifiers is { Email.Length: > 0 } or { Phone.Length: > 0 };

    static bool IsNamed(PendingEvent pending) => pending.GivenShopperId is null && pending.ProductPartition is null;

    static IEnumerable<Identity> IdentitiesOf(PendingEvent pending)
    {
        foreach (var kind in IdentityKinds.InOrder)
        {
            if (pending.Event.Identifiers.Of(kind) is { Length: > 0 } value)
                yield return new Identity(pending.ShopId, kind, value);
        }
    }
}
