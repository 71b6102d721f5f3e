using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.ServiceDefaults.Faults;

namespace Automation.ChannelDelivery.Policies;

/// <summary>Whether a policy is well-formed.</summary>
static class PolicyRules
{
    const int MaxMessages = 1_000;
    static readonly TimeSpan MinWindow = TimeSpan.FromMinutes(1);
    static readonly TimeSpan MaxWindow = TimeSpan.FromDays(90);

    /// <exception cref="Fault">FIELD_REQUIRED or FIELD_INVALID, with the field.</exception>
    public static void Check(SendPolicy policy)
    {
        if (policy.QuietHours is { } quiet)
            CheckQuietHours(quiet);
        var channels = new HashSet<Channel>();
        for (var index = 0; index < policy.FrequencyCaps.Count; index++)
            CheckCap(policy.FrequencyCaps[index], $"policy.frequency_caps[{index}]", channels);
    }

    static void CheckQuietHours(V1.QuietHours quiet)
    {
        CheckTime("policy.quiet_hours.start_time_of_day", quiet.StartTimeOfDay);
        CheckTime("policy.quiet_hours.end_time_of_day", quiet.EndTimeOfDay);
        if (quiet.StartTimeOfDay == quiet.EndTimeOfDay)
            throw Fault.Invalid("policy.quiet_hours.end_time_of_day", "must differ from start_time_of_day, or nothing would ever be sent. Leave quiet_hours out to send at any time.");
    }

    static void CheckTime(string field, string text)
    {
        if (text.Length == 0)
            throw Fault.Required(field);
        if (!PolicyText.TryReadTime(text, out _))
            throw Fault.Invalid(field, "must be a time of day as HH:MM, 00:00 to 23:59.");
    }

    static void CheckCap(FrequencyCap cap, string field, HashSet<Channel> channels)
    {
        if (cap.Channel is Channel.Unspecified)
            throw Fault.Required($"{field}.channel");
        if (!System.Enum.IsDefined(cap.Channel))
            throw Fault.Invalid($"{field}.channel", $"{(int)cap.Channel} is not a channel; use one of Channel.");
        if (!channels.Add(cap.Channel))
            throw Fault.Invalid($"{field}.channel", "has a cap in this list already; send at most one for each channel.");
        if (cap.MessageCount is < 1 or > MaxMessages)
            throw Fault.Invalid($"{field}.message_count", $"must be 1 to {MaxMessages:N0}.");
        if (cap.Window is null)
            throw Fault.Required($"{field}.window");
        // Compared in seconds: a duration of another language may not fit into a TimeSpan. Nor may one whose nanos are not what
        // its contract says, and what was stored of it would fail every check of the shop's messages.
        if (cap.Window.Seconds < MinWindow.TotalSeconds || cap.Window.Seconds > MaxWindow.TotalSeconds
            || cap.Window.Nanos is < 0 or > 999_999_999)
            throw Fault.Invalid($"{field}.window", "must be 1 minute to 90 days, nanos within 0 to 999,999,999.");
    }
}
