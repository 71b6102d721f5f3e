using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;
using Automation.WorkflowEngine.Zones;
using Cronos;
using NodaTime;
using NodaTime.Text;

namespace Automation.WorkflowEngine.Triggers;

/// <summary>A time, again and again or once, for everybody who is in a segment then.</summary>
static class ScheduleStart
{
    const int MaxSegments = 20;
    const int MaxSegmentId = 50;

    /// <summary>The fastest that can be said: above it nothing is throttled in fact.</summary>
    public const int HighestRate = 1_000_000;

    static readonly LocalDateTimePattern s_sendAt = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");

    public static CompiledTrigger Compile(ScheduleTrigger trigger, string path, DefinitionScope scope)
    {
        if (trigger.SegmentIds.Count == 0)
            scope.Violations.Required($"{path}.segment_ids");
        CheckSegments(trigger.SegmentIds, $"{path}.segment_ids", scope);
        CheckSegments(trigger.ExcludeSegmentIds, $"{path}.exclude_segment_ids", scope);
        var (cron, sendAt) = TimeOf(trigger, path, scope);
        if (trigger.TimeZone.Length > 0 && ShopperZone.Find(trigger.TimeZone) is null)
            scope.Violations.Invalid($"{path}.time_zone", $"'{trigger.TimeZone}' is no time zone of the tz database; use for example Europe/Berlin.");
        if (trigger.MaxPerMinute is < 0 or > HighestRate)
            scope.Violations.Invalid($"{path}.max_per_minute", $"is {trigger.MaxPerMinute}; use 1 to {HighestRate}, or 0 for as fast as it goes.");
        var rule = new ScheduleRule(
            [.. trigger.SegmentIds], [.. trigger.ExcludeSegmentIds], cron, sendAt, trigger.TimeZone, trigger.MaxPerMinute);
        return new(scope.Only(TriggerNames.ScheduleReached, trigger.Filter, $"{path}.filter"), Schedule: rule);
    }

    static void CheckSegments(IReadOnlyList<string> ids, string path, DefinitionScope scope)
    {
        if (ids.Count > MaxSegments)
            scope.Violations.TooLong(path, $"has {ids.Count} segments; use at most {MaxSegments}.");
        for (var index = 0; index < ids.Count; index++)
        {
            scope.Checks.Name(ids[index], $"{path}[{index}]", MaxSegmentId);
            if (ids.Take(index).Contains(ids[index]))
                scope.Violations.Invalid($"{path}[{index}]", $"names '{ids[index]}' again; name it once.");
        }
    }

    static (CronExpression? Cron, LocalDateTime SendAt) TimeOf(ScheduleTrigger trigger, string path, DefinitionScope scope)
    {
        switch (trigger.TimeCase)
        {
            case ScheduleTrigger.TimeOneofCase.Cron:
                // Words such as @daily are not what the contract says, and a sixth field would be seconds.
                if (!trigger.Cron.StartsWith('@') && CronExpression.TryParse(trigger.Cron, out var cron))
                    return (cron, default);
                scope.Violations.Invalid($"{path}.cron", $"'{trigger.Cron}' is no cron of five fields; use for example 0 9 * * MON for Mondays at 9:00.");
                return default;
            case ScheduleTrigger.TimeOneofCase.Once:
                if (s_sendAt.Parse(trigger.Once) is { Success: true } parsed)
                    return (null, parsed.Value);
                scope.Violations.Invalid($"{path}.once", $"'{trigger.Once}' is no local time; use yyyy-mm-ddThh:mm, for example 2026-11-27T09:00.");
                return default;
            default:
                scope.Violations.Required($"{path}.once");
                return default;
        }
    }
}
