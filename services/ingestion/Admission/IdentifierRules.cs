using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;

namespace Automation.Ingestion.Admission;

/// <summary>The one spelling of identifiers, and which of them name somebody.</summary>
static class IdentifierRules
{
    /// <summary>Gives every identifier its one spelling, by which alone everything after it knows it, and takes out those that name nobody.</summary>
    /// <returns>Why, for each that was taken out, in the order of the fields; null when none was.</returns>
    public static List<Violation>? Settle(Identifiers identifiers)
    {
        List<Violation>? dropped = null;
        foreach (var kind in IdentityKinds.ByField)
        {
            var value = identifiers.Of(kind);
            if (value.Length == 0)
                continue;
            if (Read(kind, value, out var settled) is { } violation)
            {
                (dropped ??= []).Add(violation.Under("identifiers"));
                settled = "";
            }
            if (!ReferenceEquals(settled, value))
                identifiers.Set(kind, settled);
        }
        return dropped;
    }

    public static int CountGiven(Identifiers identifiers)
    {
        var given = 0;
        foreach (var kind in IdentityKinds.InOrder)
            given += identifiers.Of(kind).Length > 0 ? 1 : 0;
        return given;
    }

    static Violation? Read(IdentityKind kind, string value, out string settled)
    {
        settled = value;
        var field = kind.Field();
        if (Placeholders.Contains(value))
            return Placeholder(field);
        return kind switch
        {
            IdentityKind.Email => Email(field, value, ref settled),
            IdentityKind.Phone => Phone(field, value, ref settled),
            _ => Text(field, value),
        };
    }

    static Violation? Email(string field, string value, ref string settled)
    {
        if (Mailbox.TryNormalize(value, out var mailbox))
        {
            settled = mailbox;
            return Placeholders.ContainsMailbox(mailbox) ? Placeholder(field) : null;
        }
        return FieldRules.Optional(field, value, Mailbox.MaxLength)
            ?? Violation.Invalid(field, "must be one e-mail address, for example ada@example.com.");
    }

    static Violation? Phone(string field, string value, ref string settled)
    {
        if (PhoneNumber.TryNormalize(value, out var number))
        {
            settled = number;
            return Placeholders.ContainsNumber(number) ? Placeholder(field) : null;
        }
        return Violation.Invalid(field, "must be an international number with leading + or 00 and no extension, for example +491701234567.");
    }

    static Violation? Text(string field, string value)
    {
        if (FieldRules.Optional(field, value, 100) is { } violation)
            return violation;
        // A blank one, sent by mistake for everybody, would make all of them one shopper.
        return string.IsNullOrWhiteSpace(value) ? Violation.Invalid(field, "must not be blank; leave it out.") : null;
    }

    static Violation Placeholder(string field) => new(
        field, FaultReasons.PlaceholderIdentifier.Code, "is a placeholder that names nobody; leave it out where the shopper is not known by it.");
}
