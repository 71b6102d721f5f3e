using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions.Text;

/// <summary>A stretch of time as text: <c>30d</c>, <c>1d12h</c>, <c>90m</c>. A day has 24 hours.</summary>
public static class DurationText
{
    /// <summary>How it is written.</summary>
    public const string Usage = "days, hours, minutes and seconds in this order, as in \"30d\" or \"1h30m\"";

    static readonly (char Unit, long Seconds)[] s_units = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

    /// <summary>From <c>"30d"</c> or <c>duration("30d")</c>.</summary>
    internal static Duration Read(SyntaxNode syntax)
    {
        var text = syntax is CallSyntax { Name: "duration", Target: null, Arguments: [TextSyntax argument] } ? argument.Value
            : syntax is TextSyntax plain ? plain.Value
            : throw SyntaxReader.Wrong(syntax, $"expected a duration: {Usage}.");
        return Parse(text) is { } seconds
            ? new Duration { Seconds = seconds }
            : throw new ConditionSyntaxException(ConditionReason.Literal, syntax.Position, $"this is no duration; write {Usage}.");
    }

    /// <summary>Seconds; null when it is no duration.</summary>
    public static long? Parse(string text)
    {
        var (seconds, next, unit) = (0L, 0, 0);
        while (next < text.Length)
        {
            var start = next;
            while (next < text.Length && char.IsAsciiDigit(text[next]))
                next++;
            if (next == start || next - start > 9 || next == text.Length)
                return null;
            while (unit < s_units.Length && s_units[unit].Unit != text[next])
                unit++;
            if (unit == s_units.Length)
                return null;
            seconds += long.Parse(text.AsSpan(start, next - start), CultureInfo.InvariantCulture) * s_units[unit++].Seconds;
            next++;
        }
        return text.Length == 0 ? null : seconds;
    }

    /// <summary>The text of so many seconds.</summary>
    public static string Format(long seconds)
    {
        var text = new StringBuilder();
        foreach (var (unit, size) in s_units)
        {
            if (seconds / size is > 0 and var count)
                text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
            seconds %= size;
        }
        return text.Length == 0 ? "0s" : text.ToString();
    }
}
