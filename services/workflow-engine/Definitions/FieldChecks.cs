using System.Globalization;
using System.Text.RegularExpressions;
using Automation.Commerce;
using Automation.Validation;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>Checks that fields of many definitions need; what is wrong goes into <see cref="Violations"/>.</summary>
sealed partial class FieldChecks
{
    const int MaxEvents = 20;

    public ViolationList Violations { get; } = new();

    /// <summary>An id that an author chose.</summary>
    public void Name(string name, string path, int longest)
    {
        if (name.Length == 0)
            Violations.Required(path);
        else if (name.Length > longest)
            Violations.TooLong(path, $"has {name.Length} characters; use at most {longest}.");
        else if (!NameForm().IsMatch(name))
            Violations.Invalid(path, "takes a-z, 0-9 and - only.");
    }

    /// <summary>The names that events can have, each once.</summary>
    public List<string> Events(IReadOnlyList<string> events, string path)
    {
        if (events.Count > MaxEvents)
            Violations.TooLong(path, $"has {events.Count} names; use at most {MaxEvents}.");
        var names = new List<string>();
        for (var index = 0; index < events.Count; index++)
        {
            if (names.Contains(events[index]))
                Violations.Invalid($"{path}[{index}]", $"names '{events[index]}' again; name it once.");
            else if (ShopperEvents.TypeOf(events[index]) is null)
                Violations.Invalid(
                    $"{path}[{index}]",
                    $"'{events[index]}' is not an event of a shopper; name a custom event (a-z, 0-9, _) or one of {string.Join(", ", EventNames.Typed)}.");
            else
                names.Add(events[index]);
        }
        return names;
    }

    /// <summary>A time of day that must be there; midnight where something is wrong with it.</summary>
    public TimeOnly TimeOfDay(string text, string path)
    {
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time;
        if (text.Length == 0)
            Violations.Required(path);
        else
            Violations.Invalid(path, $"'{text}' is not a time of day; use HH:MM from 00:00 to 23:59, for example 09:30.");
        return default;
    }

    /// <summary>A length of time that must be there.</summary>
    public TimeSpan RequiredSpan(Duration? duration, string path, TimeSpan longest)
    {
        if (duration is not null)
            return Span(duration, path, longest);
        Violations.Required(path);
        return TimeSpan.Zero;
    }

    /// <summary>A length of time, in whole microseconds.</summary>
    public TimeSpan Span(Duration duration, string path, TimeSpan longest, bool isZeroAllowed = false)
    {
        // None that is negative is allowed; nor does one become a TimeSpan whose parts are not as its contract says.
        var span = duration is { Seconds: >= 0 and < 100_000_000, Nanos: >= 0 and <= 999_999_999 } ? duration.ToTimeSpan() : TimeSpan.MaxValue;
        if (span < TimeSpan.Zero || (span == TimeSpan.Zero && !isZeroAllowed) || span > longest)
            Violations.Invalid(path, $"must be {(isZeroAllowed ? "0" : "above 0")} to {longest.TotalDays:0} days.");
        // Stored instants are microseconds; an instant must be the same before and after it was stored.
        return new TimeSpan(span.Ticks - (span.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    [GeneratedRegex(@"\A[a-z0-9-]+\z")]
    private static partial Regex NameForm();
}
