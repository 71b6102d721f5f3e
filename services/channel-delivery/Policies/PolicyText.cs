using System.Globalization;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Policies;

/// <summary>From the policy as put to the policy as applied.</summary>
static class PolicyText
{
    const string TimeOfDay = "HH:mm";

    /// <summary>Reads a policy that has been validated.</summary>
    public static ShopPolicy Read(SendPolicy policy) => new(
        policy.QuietHours is { } quiet && TryReadTime(quiet.StartTimeOfDay, out var start) && TryReadTime(quiet.EndTimeOfDay, out var end)
            ? new QuietTime(start, end)
            : null,
        [.. policy.FrequencyCaps.Select(cap => new FrequencyLimit(cap.Channel, cap.MessageCount, cap.Window.ToTimeSpan()))]);

    public static bool TryReadTime(string text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, TimeOfDay, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
