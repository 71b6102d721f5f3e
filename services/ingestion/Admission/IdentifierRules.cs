using System.Buffers;
using Automation.Commerce.V1;
using Automation.Validation;

namespace Automation.Ingestion.Admission;

/// <summary>The one spelling of identifiers, and which of them are good.</summary>
static class IdentifierRules
{
    static readonly SearchValues<char> Decoration = SearchValues.Create(" \t-.()");

    /// <summary>Gives every identifier its one spelling: the log and everything after it know only that one.</summary>
    public static void Normalize(Identifiers identifiers)
    {
        if (identifiers.Email.Length > 0)
            identifiers.Email = NormalizeEmail(identifiers.Email);
        if (identifiers.Phone.Length > 0)
            identifiers.Phone = NormalizePhone(identifiers.Phone);
    }

    /// <summary>Checks normalized identifiers.</summary>
    public static Violation? Check(Identifiers identifiers) =>
        Text("anonymous_id", identifiers.AnonymousId)
        ?? Text("user_id", identifiers.UserId)
        ?? (identifiers.Email.Length > 0 ? FieldRules.Email("email", identifiers.Email) : null)
        ?? (identifiers.Phone.Length > 0 ? Phone("phone", identifiers.Phone) : null)
        ?? Text("external_id", identifiers.ExternalId);

    public static int CountGiven(Identifiers identifiers)
    {
        var given = 0;
        foreach (var kind in IdentityKinds.InOrder)
            given += identifiers.Of(kind).Length > 0 ? 1 : 0;
        return given;
    }

    // An address of nothing but blanks stays, to be refused rather than taken as absent.
    static string NormalizeEmail(string email)
    {
        var trimmed = email.Trim();
        return trimmed.Length == 0 ? email : trimmed.ToLowerInvariant();
    }

    static string NormalizePhone(string phone)
    {
        if (phone.AsSpan().IndexOfAny(Decoration) < 0)
            return phone;
        var kept = string.Concat(phone.Where(character => !Decoration.Contains(character)));
        return kept.Length == 0 ? phone : kept;
    }

    static Violation? Text(string field, string value)
    {
        if (value.Length == 0)
            return null;
        if (FieldRules.Optional(field, value, 100) is { } violation)
            return violation;
        // A blank one, sent by mistake for everybody, would make all of them one shopper.
        return string.IsNullOrWhiteSpace(value) ? Violation.Invalid(field, "must not be blank; leave it out.") : null;
    }

    // E.164: + and up to 15 digits, the first not 0.
    static Violation? Phone(string field, string value) =>
        value.Length is < 3 or > 16 || value[0] != '+' || value[1] == '0' || value.AsSpan(1).ContainsAnyExceptInRange('0', '9')
            ? Violation.Invalid(field, "must be an E.164 number with leading +, for example +491701234567.")
            : null;
}
