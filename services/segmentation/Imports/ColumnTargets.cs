using System.Collections.Frozen;
using System.Globalization;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Imports;

/// <summary>Puts a value that is not empty into the row.</summary>
/// <returns>What is wrong with it and what to write instead; null: nothing.</returns>
delegate string? ColumnTarget(ImportRow row, string value);

/// <summary>What columns can mean. A new meaning is a line here.</summary>
static class ColumnTargets
{
    const string Traits = "traits.";
    const int TraitLength = 100;

    static readonly string[] s_times = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm"];

    static readonly FrozenDictionary<string, ColumnTarget> s_targets = new Dictionary<string, ColumnTarget>
    {
        ["email"] = (row, value) => Done(row.Identifiers.Email = value),
        ["phone"] = (row, value) => Done(row.Identifiers.Phone = value),
        ["user_id"] = (row, value) => Done(row.Identifiers.UserId = value),
        ["external_id"] = (row, value) => Done(row.Identifiers.ExternalId = value),
        ["anonymous_id"] = (row, value) => Done(row.Identifiers.AnonymousId = value),
        ["consent.email"] = (row, value) => Flag(value, flag => row.Consents[Channel.Email] = flag),
        ["consent.sms"] = (row, value) => Flag(value, flag => row.Consents[Channel.Sms] = flag),
        ["consent.source"] = (row, value) => Done(row.Source = value),
        ["consent.wording"] = (row, value) => Done(row.Wording = value),
        ["consent.time"] = ReadTime,
        ["suppressed"] = (row, value) => Flag(value, flag => row.IsSuppressed = flag),
    }.ToFrozenDictionary();

    static readonly FrozenSet<string> s_identifiers =
        new[] { "email", "phone", "user_id", "external_id", "anonymous_id" }.ToFrozenSet();

    /// <summary>All fields but traits, for people.</summary>
    public static string Names { get; } = string.Join(", ", s_targets.Keys.Order(StringComparer.Ordinal));

    /// <summary>Null: there is no such field.</summary>
    public static ColumnTarget? Of(string field, ImportColumnType type)
    {
        if (s_targets.TryGetValue(field, out var target))
            return target;
        if (!field.StartsWith(Traits, StringComparison.Ordinal) || field.Length == Traits.Length || field.Length > Traits.Length + TraitLength)
            return null;
        var name = field[Traits.Length..];
        return type switch
        {
            ImportColumnType.Number => (row, value) => Number(value, number => row.Traits.Fields[name] = Value.ForNumber(number)),
            ImportColumnType.Boolean => (row, value) => Flag(value, flag => row.Traits.Fields[name] = Value.ForBool(flag)),
            _ => (row, value) => Done(row.Traits.Fields[name] = Value.ForString(value)),
        };
    }

    /// <summary>Whether it names a shopper.</summary>
    public static bool IsIdentifier(string field) => s_identifiers.Contains(field);

    static string? Done(object _) => null;

    static string? Flag(string value, Action<bool> take)
    {
        switch (value.ToLowerInvariant())
        {
            case "yes" or "true" or "1" or "y" or "subscribed":
                take(true);
                return null;
            case "no" or "false" or "0" or "n" or "unsubscribed":
                take(false);
                return null;
            default:
                return "is neither yes nor no; write yes, true or 1, or no, false or 0.";
        }
    }

    static string? Number(string value, Action<double> take)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return "is no number; write digits with a point, such as -12.5.";
        take(number);
        return null;
    }

    static string? ReadTime(ImportRow row, string value)
    {
        if (!DateTimeOffset.TryParseExact(
            value, s_times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            return "is no time; write it as 2025-12-31 or 2025-12-31T23:59:59Z.";
        row.Time = time;
        return null;
    }
}
