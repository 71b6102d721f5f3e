using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Automation.WorkflowEngine.Zones;
using Google.Protobuf.WellKnownTypes;
using Enum = System.Enum;

namespace Automation.WorkflowEngine.Triggers;

/// <summary>A date that a trait says, once or every year.</summary>
static class DateStart
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
        var time = trigger.TimeOfDay.Length == 0 ? s_usualTime : scope.Checks.TimeOfDay(trigger.TimeOfDay, $"{path}.time_of_day");
        if (trigger.TimeZone.Length > 0 && ShopperZone.Find(trigger.TimeZone) is null)
            scope.Violations.Invalid($"{path}.time_zone", $"'{trigger.TimeZone}' is no time zone of the tz database; use for example Europe/Berlin.");
        var rule = new DateRule(
            names.Length > 2 ? names[2..] : [], trigger.OffsetDays, trigger.Recurrence is DateRecurrence.Yearly, time, trigger.TimeZone);
        scope.Reads.ProfileFields.Add("traits");
        return new(scope.Only(TriggerNames.DateReached, trigger.Filter, $"{path}.filter"), rule);
    }

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
            IsTimed = true,
            WorkflowId = start.WorkflowId,
            RunId = NameIds.OfDateRun(start.StartId, start.DueTime),
        };
    }
}
