using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Validation;

namespace Automation.Ingestion.Admission;

/// <summary>The address that a statement of consent names: it gets the one spelling by which everybody finds it.</summary>
static class ConsentAddress
{
    /// <summary>Unlike an identifier it is not left out when it cannot be read: the statement would be about another address.</summary>
    public static Violation? Normalize(ConsentChanged action)
    {
        const string Field = "address";
        if (action.Address.Length == 0)
            return null;
        if (FieldRules.Optional(Field, action.Address, Mailbox.MaxLength) is { } violation)
            return violation;
        var kind = AddressKinds.Of(action.Channel);
        var isRead = kind is AddressKind.Email
            ? Mailbox.TryNormalize(action.Address, out var address)
            : PhoneNumber.TryNormalize(action.Address, out address);
        if (!isRead)
        {
            return Violation.Invalid(Field, kind is AddressKind.Email
                ? "must be a mailbox, for example ada@example.com; correct it, or leave it out when the event's own is meant."
                : "must be an international phone number, for example +491701234567; correct it, or leave it out when the event's own is meant.");
        }
        action.Address = address;
        return null;
    }
}
