using System.Globalization;

namespace Automation.Recommendations.Offers;

/// <summary>The hours that prices are told by.</summary>
static class WaveHours
{
    const string Format = "yyyyMMdd'T'HH";

    public static readonly TimeSpan Length = TimeSpan.FromHours(1);

    /// <summary>The beginning of an instant's hour, UTC.</summary>
    public static DateTimeOffset Of(DateTimeOffset instant) => new(instant.UtcTicks - instant.UtcTicks % Length.Ticks, TimeSpan.Zero);

    /// <summary>What a wave is called in events; unique within a shop.</summary>
    public static string NameOf(DateTimeOffset waveTime) => waveTime.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The beginning of the hour of a name; null: it is none.</summary>
    public static DateTimeOffset? Parse(string name) =>
        DateTimeOffset.TryParseExact(name, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var waveTime) ? waveTime : null;
}
