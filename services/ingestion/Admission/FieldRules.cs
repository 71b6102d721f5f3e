using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;

namespace Automation.Ingestion.Admission;

/// <summary>Rules of single fields. Null means good; a path is written only for what is not.</summary>
static class FieldRules
{
    public static Violation? Must(bool good, string field, string description) =>
        good ? null : Violation.Invalid(field, description);

    /// <summary>A value of a closed list, not its zero.</summary>
    public static Violation? Known<TEnum>(string field, TEnum value)
        where TEnum : struct, Enum
    {
        if (EqualityComparer<TEnum>.Default.Equals(value, default))
            return Violation.Required(field);
        return Must(Enum.IsDefined(value), field, "is not a value of this version; use one that the contract lists.");
    }

    public static Violation? Required(string field, string value, int maxLength) =>
        value.Length == 0 ? Violation.Required(field) : Optional(field, value, maxLength);

    public static Violation? Optional(string field, string value, int maxLength)
    {
        // Length counts UTF-16 units, never fewer than characters.
        if (value.Length > maxLength && value.EnumerateRunes().Count() > maxLength)
            return Violation.TooLong(field, $"must have at most {maxLength} characters; shorten it.");
        return Storable(field, value);
    }

    /// <summary>PostgreSQL cannot keep U+0000 in texts, neither here nor in the services that follow the log.</summary>
    public static Violation? Storable(string field, string value) =>
        value.Contains('\0') ? Violation.Invalid(field, "must not contain the character U+0000; remove it.") : null;

    public static Violation? Count(string field, int count, int max, bool required = false)
    {
        if (required && count == 0)
            return Violation.Required(field);
        return count > max ? Violation.TooLong(field, $"must have at most {max} entries; it has {count}. Remove some.") : null;
    }

    public static Violation? Money(string field, Money? money, bool required = false)
    {
        if (money is null)
            return required ? Violation.Required(field) : null;
        if (money.CurrencyCode.Length == 0)
            return Violation.Required($"{field}.currency_code");
        if (!CurrencyCode.IsNormal(money.CurrencyCode))
            return Violation.Invalid($"{field}.currency_code", "must be an ISO 4217 code, three upper-case letters, for example EUR.");
        if (money.Nanos is < -999_999_999 or > 999_999_999)
            return Violation.Invalid($"{field}.nanos", "must be within -999,999,999 to 999,999,999; carry the rest into units.");
        if ((money.Units > 0 && money.Nanos < 0) || (money.Units < 0 && money.Nanos > 0))
            return Violation.Invalid($"{field}.nanos", "must have the same sign as units; change one of them.");
        return money.Units < 0 || money.Nanos < 0 ? Violation.Invalid(field, "must not be negative; send 0 or more.") : null;
    }

    /// <summary>At most 2,048 characters, http or https with a host, without blanks. Empty is good.</summary>
    public static Violation? Url(string field, string value)
    {
        if (value.Length == 0)
            return null;
        if (Optional(field, value, 2_048) is { } violation)
            return violation;
        var host = value.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? value.AsSpan(8)
            : value.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? value.AsSpan(7)
            : [];
        return host.Length == 0 || host[0] is '/' or '?' or '#' or ':' || value.AsSpan().ContainsAnyInRange('\0', ' ')
            ? Violation.Invalid(field, "must be an absolute http or https address without spaces, for example https://shop.example/mug.")
            : null;
    }

    public static Violation? Uuid(string field, string value)
    {
        if (value.Length == 0)
            return Violation.Required(field);
        return Guid.TryParseExact(value, "D", out _)
            ? null
            : Violation.Invalid(field, "must be a UUID in its 36-character form, for example 0193a000-0000-7000-8000-000000000001.");
    }
}
