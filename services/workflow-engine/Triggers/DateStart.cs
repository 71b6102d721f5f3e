using System.Globalization;
using System.Text.RegularExpressions;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Enum = System.Enum;

namespace Automation.WorkflowEngine.Triggers;

/// <summary>A date that a trait says, once or every year.</summary>
static partial class DateStart
{
    const int MaxOffset = 365;
    static readonly TimeOnly s_usualTime = new(9, 0);

    public static CompiledTrigger Compile(DateTrigger trigger, string path, DefinitionScope scope)
    {
        var names = trigger.Path.Split('.');
        if (trigger.Path.Length == 0)
            scope.Violations.Required($"{path}.path");
        else if (names is not ["profile", "traits", _, ..] || names.Any(name => name.Length is 0 or > 200) || names.Length > 10)
            scope.Violations.Invalid($"{path}.path", $"'{trigger.Path}' is no path of a trait; use for example profile.traits.birthday.");
        if (trigger.OffsetDays is < -MaxOffset or > MaxOffset)
            scope.Violations.Invalid($"{path}.offset_days", $"is {trigger.OffsetDays}; use -{MaxOffset} to {MaxOffset}.");
        if (!Enum.IsDefined(trigger.Recurrence))
            scope.Violations.Invalid($"{path}.recurrence", "is none that this build knows; set DATE_RECURRENCE_ONCE or DATE_RECURRENCE_YEARLY.");
        var time = s_usualTime;
        if (trigger.TimeOfDay.Length > 0 && !TimeOnly.TryParseExact(trigger.TimeOfDay, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time))
            scope.Violations.Invalid($"{path}.time_of_day", $"'{trigger.TimeOfDay}' is no time of day; use hh:mm, for example 09:00.");
        var zone = trigger.TimeZone.Length == 0 ? TimeZoneInfo.Utc : ZoneOf(trigger.TimeZone);
        if (zone is null)
            scope.Violations.Invalid($"{path}.time_zone", $"'{trigger.TimeZone}' is no time zone of the tz database; use for example Europe/Berlin.");
        var rule = new DateRule(
            names.Length > 2 ? names[2..] : [], trigger.OffsetDays, trigger.Recurrence is DateRecurrence.Yearly, time, zone ?? TimeZoneInfo.Utc);
        scope.Reads.ProfileFields.Add("traits");
        return new(scope.Only(TriggerNames.DateReached, trigger.Filter, $"{path}.filter"), rule);
    }

    /// <summary>A zone by its name; null when there is none. Names come from outside and reach the file system: nothing but the letters of names may pass.</summary>
    public static TimeZoneInfo? ZoneOf(string name) =>
        ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    /// <summary>The shopper's date, as what begins a run.</summary>
    /// <param name="start">What waited for it.</param>
    /// <param name="now">An instant that the log is known to be complete up to.</param>
    /// <param name="position">Everything of the shopper up to it is known.</param>
    /// <param name="after">Sequence behind which the run sees events.</param>
    public static EventInput Of(PendingStart start, DateTimeOffset now, LogPosition position, long after)
    {
        var logged = new LoggedEvent
        {
            Partition = position.Partition,
            Sequence = after,
            ShopId = start.ShopId,
            ShopperId = start.ShopperId.ToString(),
            LogTime = now.ToTimestamp(),
            Event = new Event(),
        };
        var reached = new DateReached { Date = start.Date, DueTime = start.DueTime.ToTimestamp() };
        return new EventInput(logged, TriggerNames.DateReached, reached, now, position, Reading: null)
        {
            WorkflowId = start.WorkflowId,
            RunId = NameIds.OfDateRun(start.StartId, start.DueTime),
        };
    }

    [GeneratedRegex(@"\A[A-Za-z0-9/_+-]{1,64}\z")]
    private static partial Regex ZoneName();
}
