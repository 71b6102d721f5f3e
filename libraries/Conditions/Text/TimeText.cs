using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions.Text;

/// <summary>Instants as text, RFC 3339, and in ticks of 100 ns since the year 1.</summary>
static class TimeText
{
    const long LastSecond = 253_402_300_799;

    static readonly string[] s_forms =
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>Null when it is no instant or names no offset.</summary>
    public static Timestamp? Parse(string text) => TicksOf(text) is { } ticks ? OfTicks(ticks) : null;

    /// <summary>An instant with its offset, or a day, which is its first instant in UTC.</summary>
    public static long? TicksOf(ReadOnlySpan<char> text)
    {
        if (text.Length == 10)
            return DayOf(text) is { } day ? day.ToDateTime(TimeOnly.MinValue).Ticks : null;
        // Without an offset the text would mean the machine's zone.
        var hasOffset = text.Length > 16 && (text[^1] is 'Z' || text[^6] is '+' or '-');
        return hasOffset && DateTimeOffset.TryParseExact(text, s_forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.UtcTicks
            : null;
    }

    public static DateOnly? DayOf(ReadOnlySpan<char> text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Null outside the years 1 to 9999.</summary>
    public static long? TicksOf(Timestamp time) =>
        time.Seconds is < -62_135_596_800 or > LastSecond || time.Nanos is < 0 or > 999_999_999
            ? null
            : DateTime.UnixEpoch.Ticks + time.Seconds * TimeSpan.TicksPerSecond + time.Nanos / 100;

    public static Timestamp OfTicks(long ticks) => new DateTime(ticks, DateTimeKind.Utc).ToTimestamp();

    public static string Format(long ticks) =>
        new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture);
}
