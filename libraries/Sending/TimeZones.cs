namespace Automation.Sending;

/// <summary>Time zones by name, without exceptions on what shoppers' devices send.</summary>
public static class TimeZones
{
    /// <summary>The shopper's zone, else the shop's, else UTC: an unknown name must silence nobody.</summary>
    public static TimeZoneInfo Choose(string? shoppers, string? shops) =>
        Find(shoppers) ?? Find(shops) ?? TimeZoneInfo.Utc;

    // Names come from outside and reach the file system: nothing but the letters of IANA names may pass.
    static TimeZoneInfo? Find(string? name) =>
        name is { Length: > 0 and <= 64 }
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '-' or '+')
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : null;
}
