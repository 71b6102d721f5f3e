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

    // That of its statement; its identifiers are used where they are resolved. What a shopper owns stands among the identities.
    void UseNamedAddress(PendingEvent pending, Guid shopperId, KnownState known)
    {
        if (pending.Event.ActionCase is not Action.ConsentChanged || pending.Event.ConsentChanged is not { Address.Length: > 0 } said
            || AddressKinds.Of(said.Channel) is not { } kind)
            return;
        var address = new Identity(pending.ShopId, IdentityKinds.Of(kind), said.Address);
        if (!known.Identities.TryGetValue(address, out var owner) || owner != shopperId)
            Use(address, shopperId, known.Others);
    }

    void Use(Identity address, Guid shopperId, OtherSubjects others)
    {
        if (AddressUsers.Add(new AddressUser(address, shopperId)) && others.AreAddressesAsked)
            others.AddAddress(address, shopperId);
    }

    static PendingEvent? Settle(PendingEvent pending, Guid shopperId, OtherSubjects others) =>
        pending.Event.ActionCase is Action.ConsentChanged && AddressConsents.IsUnclear(pending, shopperId, others)
            ? ConsentAddress.WithUnclear(pending)
            : null;
}
