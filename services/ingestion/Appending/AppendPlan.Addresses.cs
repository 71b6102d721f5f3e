using Automation.Commerce;
using Automation.Ingestion.Admission;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Ingestion.Appending;

/// <summary>That a shopper uses an address that is no name of theirs.</summary>
readonly record struct AddressUser(Identity Address, Guid ShopperId);

/// <content>Who uses which address.</content>
sealed partial class AppendPlan
{
    /// <summary>Who uses an address beside the shopper whom it names, each once.</summary>
    public HashSet<AddressUser> AddressUsers { get; } = [];

    // What a shopper owns stands among the identities.
    void UseAddresses(PendingEvent pending, Guid shopperId, KnownState known)
    {
        if (pending.Event.Identifiers is { } identifiers)
        {
            Use(new Identity(pending.ShopId, IdentityKind.Email, identifiers.Email), shopperId, known);
            Use(new Identity(pending.ShopId, IdentityKind.Phone, identifiers.Phone), shopperId, known);
        }
        if (pending.Event.ActionCase is Action.ConsentChanged && AddressKinds.Of(pending.Event.ConsentChanged.Channel) is { } kind)
            Use(new Identity(pending.ShopId, IdentityKinds.Of(kind), pending.Event.ConsentChanged.Address), shopperId, known);
    }

    void Use(Identity address, Guid shopperId, KnownState known)
    {
        if (address.Value.Length == 0 || (known.Identities.TryGetValue(address, out var owner) && owner == shopperId))
            return;
        if (AddressUsers.Add(new AddressUser(address, shopperId)) && known.Others.AreAddressesAsked)
            known.Others.AddAddress(address, shopperId);
    }

    static PendingEvent? Settle(PendingEvent pending, Guid shopperId, OtherSubjects others) =>
        pending.Event.ActionCase is Action.ConsentChanged && AddressConsents.IsUnclear(pending, shopperId, others)
            ? ConsentAddress.WithUnclear(pending)
            : null;
}
