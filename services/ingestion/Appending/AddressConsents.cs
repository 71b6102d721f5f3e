using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Appending;

/// <summary>What a shopper's statement about a channel says of addresses. Pure.</summary>
static class AddressConsents
{
    /// <summary>One record for each address that the statement is about.</summary>
    public static IEnumerable<(Guid SubjectId, ControlRecord Record)> Of(
        PendingEvent cause, Guid shopperId, Timestamp occurTime, OtherSubjects others)
    {
        var said = cause.Event.ConsentChanged;
        if (AddressKinds.Of(said.Channel) is not { } kind)
            yield break;
        foreach (var address in AddressesOf(cause, kind, shopperId, others))
        {
            var consent = new AddressConsent
            {
                Channel = said.Channel,
                Address = address,
                State = said.State,
                Source = said.Source,
                OccurTime = occurTime,
                ShopperId = shopperId.ToString(),
            };
            yield return (AddressSubject.Of(cause.ShopId, kind, address), new ControlRecord { AddressConsent = consent });
        }
    }

    /// <summary>What an address is told of a withdrawal that did not name it.</summary>
    public static ControlRecord Record(Withdrawal withdrawal, string address, Guid shopperId) => new()
    {
        AddressConsent = new AddressConsent
        {
            Channel = withdrawal.Channel,
            Address = address,
            State = ConsentState.Unsubscribed,
            Source = withdrawal.Source,
            OccurTime = withdrawal.OccurTime,
            ShopperId = shopperId.ToString(),
        },
    };

    /// <summary>The address that the event itself is about; empty when it names none, or one that nobody can read.</summary>
    public static string NamedAddress(Event said, AddressKind kind) =>
        said.ConsentChanged.AddressUnclear ? ""
        : said.ConsentChanged.Address.Length > 0 ? said.ConsentChanged.Address
        : said.Identifiers?.Of(IdentityKinds.Of(kind)) ?? "";

    /// <summary>The phone number by which alone an event says whose it is: whoever uses it may have said it. Null when it says more.</summary>
    public static Identity? BarePhone(PendingEvent said) =>
        said.Event.Identifiers is { UserId: "", Email: "", ExternalId: "", Phone.Length: > 0 } who
            ? new Identity(said.ShopId, IdentityKind.Phone, who.Phone)
            : null;

    /// <summary>Whether the statement is a withdrawal for whatever address.</summary>
    public static bool IsForAll(Event said) =>
        said.ConsentChanged.State is ConsentState.Unsubscribed
        && AddressKinds.Of(said.ConsentChanged.Channel) is { } kind && NamedAddress(said, kind).Length == 0;

    /// <summary>The addresses of a kind that come with an event.</summary>
    public static IEnumerable<(string Address, bool IsOwn)> UsedBy(Event use, AddressKind kind)
    {
        if (use.Identifiers?.Of(IdentityKinds.Of(kind)) is { Length: > 0 } own)
            yield return (own, true);
        if (use.ConsentChanged is { Address.Length: > 0 } said && AddressKinds.Of(said.Channel) == kind)
            yield return (said.Address, false);
    }

    /// <summary>Whether somebody agreed without saying for which of several addresses. The shopper's addresses must have been read.</summary>
    public static bool IsUnclear(PendingEvent cause, Guid shopperId, OtherSubjects others) =>
        cause.Event.ConsentChanged is { AddressUnclear: false, State: not ConsentState.Unsubscribed } said
        && AddressKinds.Of(said.Channel) is { } kind && NamedAddress(cause.Event, kind).Length == 0
        && Known(cause, kind, shopperId, others).Skip(1).Any();

    // Without a named one, who withdraws means every address, and who agrees means one only when there is no doubt which.
    static IEnumerable<string> AddressesOf(PendingEvent cause, AddressKind kind, Guid shopperId, OtherSubjects others)
    {
        if (NamedAddress(cause.Event, kind) is { Length: > 0 } named)
            return [named];
        var isForAll = IsForAll(cause.Event);
        if (cause.Event.ConsentChanged.AddressUnclear && !isForAll)
            return [];
        var known = Known(cause, kind, shopperId, others).Order(StringComparer.Ordinal).ToList();
        return isForAll || known.Count == 1 ? known.Take(Limits.ShopperAddresses) : [];
    }

    static IEnumerable<string> Known(PendingEvent cause, AddressKind kind, Guid shopperId, OtherSubjects others) =>
        Speakers(cause, shopperId, others)
            .SelectMany(speaker => others.Addresses.GetValueOrDefault((cause.ShopId, speaker)) ?? [])
            .Where(identity => identity.Kind == IdentityKinds.Of(kind)).Select(identity => identity.Value).Distinct();

    static IEnumerable<Guid> Speakers(PendingEvent cause, Guid shopperId, OtherSubjects others) =>
        BarePhone(cause) is { } phone && others.PhoneUsers.TryGetValue(phone, out var users) ? users.Append(shopperId) : [shopperId];
}
