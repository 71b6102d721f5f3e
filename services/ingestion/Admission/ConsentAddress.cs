using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;
using Google.Protobuf;

namespace Automation.Ingestion.Admission;

/// <summary>The address that a statement of consent names: it gets the one spelling by which everybody finds it.</summary>
static class ConsentAddress
{
    /// <summary>
    /// What cannot be read costs who agrees the statement, which would be about another address. Who withdraws withdraws for every
    /// address then: the event gets the mark, and <see cref="MarkUnreadable"/> tells the sender.
    /// </summary>
    public static Violation? Normalize(ConsentChanged action)
    {
        const string Field = "address";
        action.AddressUnclear = false;
        if (action.Address.Length == 0 || IsAbsent(action))
            return null;
        var kind = AddressKinds.Of(action.Channel);
        // A placeholder is nobody's address.
        var isRead = kind is AddressKind.Email
            ? Mailbox.TryNormalize(action.Address, out var address) && !Placeholders.ContainsMailbox(address)
            : PhoneNumber.TryNormalize(action.Address, out address) && !Placeholders.ContainsNumber(address);
        if (isRead)
        {
            action.Address = address;
            return null;
        }
        if (action.State is ConsentState.Unsubscribed)
        {
            (action.Address, action.AddressUnclear) = ("", true);
            return null;
        }
        return FieldRules.Optional(Field, action.Address, Mailbox.MaxLength) ?? Violation.Invalid(Field, kind is AddressKind.Email
            ? "must be a mailbox, for example ada@example.com; correct it, or leave it out when the event's own is meant."
            : "must be an international phone number, for example +491701234567; correct it, or leave it out when the event's own is meant.");
    }

    /// <summary>
    /// Whether an event that names nobody withdraws for an address that can be read, which names the shopper then: a withdrawal is not
    /// refused for want of a name. The event gets it as an identifier.
    /// </summary>
    public static bool NamesShopper(Event candidate)
    {
        if (candidate.ConsentChanged is not { State: ConsentState.Unsubscribed, Address.Length: > 0 } action || AddressKinds.Of(action.Channel) is not { } kind)
            return false;
        (candidate.Identifiers ??= new Identifiers()).Set(IdentityKinds.Of(kind), action.Address);
        return true;
    }

    /// <summary>
    /// Whoever agrees for a placeholder has named no address. Whoever agrees for an address of their own that cannot be read agrees for none, least of all for another one. Who withdraws
    /// then withdraws for every address, as without one.
    /// </summary>
    /// <param name="candidate">The event, its identifiers settled; gets the mark.</param>
    /// <param name="dropped">Why identifiers were left out of it; the consent, or its address, is added.</param>
    public static void MarkUnreadable(Event candidate, ref List<Violation>? dropped)
    {
        if (candidate.ConsentChanged is { AddressUnclear: true, State: ConsentState.Unsubscribed })
        {
            (dropped ??= []).Add(Violation.Invalid(
                "consent_changed.address",
                "cannot be read, so this withdrawal is about every address of the shopper on the channel; correct it where another one was meant."));
            return;
        }
        if (candidate.ConsentChanged is { } named && IsAbsent(named))
        {
            named.Address = "";
            (dropped ??= []).Add(new Violation(
                "consent_changed.address", FaultReasons.PlaceholderIdentifier.Code,
                "is a placeholder, so this consent is about the event's own address; leave it out where that is meant, and correct it otherwise."));
        }
        if (dropped is null || candidate.ConsentChanged is not { Address.Length: 0, State: ConsentState.Subscribed } action
            || AddressKinds.Of(action.Channel) is not { } kind)
            return;
        var field = $"identifiers.{IdentityKinds.Of(kind).Field()}";
        if (!dropped.Exists(violation => violation.Field == field))
            return;
        action.AddressUnclear = true;
        dropped.Add(Unclear($"is about {field}, which was left out; correct that, or say the address in consent_changed.address."));
    }

    /// <summary>The same event with a consent that is about no address, because its shopper uses several.</summary>
    public static PendingEvent WithUnclear(PendingEvent pending)
    {
        var marked = pending.Event.Clone();
        marked.ConsentChanged.AddressUnclear = true;
        return pending with
        {
            Event = marked,
            Payload = marked.ToByteArray(),
            Dropped =
            [
                .. pending.Dropped,
                Unclear("names no address, and the shopper uses more than one; say which is meant in consent_changed.address."),
            ],
        };
    }

    static bool IsAbsent(ConsentChanged action) => action.State is not ConsentState.Unsubscribed && Placeholders.Contains(action.Address);

    static Violation Unclear(string description) => Violation.Invalid("consent_changed", description);
}
