using System.Globalization;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Triggers;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Triggers;

public sealed class A_schedule_as_the_trigger
{
    public static WorkflowDefinition Definition => Of("""{"segmentIds": ["everybody"], "once": "2026-01-05T12:00"}""");

    /// <summary>Asks for one message of everybody whose turn comes.</summary>
    public static WorkflowDefinition Of(string schedule) => A.Definition($$$"""
        {"displayName": "News", "trigger": {"schedule": {{{schedule}}}}, "reentry": {"keyed": {"key": "event.enrollment_id"}},
         "steps": [{"stepId": "tell", "send": {"channel": "CHANNEL_EMAIL", "templateId": "news", "purpose": "PURPOSE_MARKETING"}}]}
        """);

    [Theory]
    [InlineData("0 9 * * *", "Europe/Berlin", "2026-01-05T07:59:59Z", "2026-01-05T08:00:00Z")]
    [InlineData("0 9 * * *", "Europe/Berlin", "2026-01-05T08:00:00Z", "2026-01-06T08:00:00Z")]
    [InlineData("0 9 * * MON", "America/New_York", "2026-01-05T14:00:00Z", "2026-01-12T14:00:00Z")]
    // From winter to summer the day has 23 hours, and back 25.
    [InlineData("0 9 * * *", "Europe/Berlin", "2026-03-28T08:00:00Z", "2026-03-29T07:00:00Z")]
    [InlineData("0 9 * * *", "Europe/Berlin", "2026-10-24T07:00:00Z", "2026-10-25T08:00:00Z")]
    // 02:30 is skipped, so it is when the clocks move; of two times 02:30 it is the first.
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    // What the clocks show again has been; what they skip is one instant.
    [InlineData("*/20 * * * *", "Europe/Berlin", "2026-10-25T00:40:00Z", "2026-10-25T02:00:00Z")]
    [InlineData("*/20 * * * *", "Europe/Berlin", "2026-03-29T00:40:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("*/20 * * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T01:20:00Z")]
    public void Comes_at_local_times(string cron, string zone, string after, string due) =>
        Assert.Equal(Instant(due), Rule($$"""{"segmentIds": ["all"], "cron": "{{cron}}", "timeZone": "{{zone}}"}""").NextAfter(Instant(after), ""));

    [Fact]
    public void Comes_in_the_zone_of_the_shop_unless_it_names_one()
    {
        var rule = Rule("""{"segmentIds": ["all"], "once": "2026-07-01T09:00"}""");
        Assert.Equal(Instant("2026-07-01T08:00:00Z"), rule.NextAfter(A.Start, "Europe/London"));
        Assert.Equal(Instant("2026-07-01T09:00:00Z"), rule.NextAfter(A.Start, "nowhere"));
        Assert.Null(rule.NextAfter(Instant("2026-07-01T08:00:00Z"), "Europe/London"));
    }

    [Fact]
    public void Comes_never_on_a_day_that_is_none() =>
        Assert.Null(Rule("""{"segmentIds": ["all"], "cron": "0 9 30 2 *"}""").NextAfter(A.Start, ""));

    [Fact]
    public void Tells_what_was_missed()
    {
        var rule = Rule("""{"segmentIds": ["all"], "cron": "0 * * * *"}""");
        Assert.Equal((Instant("2026-01-05T14:00:00Z"), 4), rule.Between(A.Start, Instant("2026-01-05T14:59:00Z"), ""));
        Assert.Equal((Instant("2026-01-05T10:00:00Z"), 0), rule.Between(A.Start, Instant("2026-01-05T10:00:00Z"), ""));
        Assert.Equal((null, 0), rule.Between(A.Start, Instant("2026-01-05T09:59:00Z"), ""));
    }

    [Theory]
    [InlineData("""{"once": "2026-01-05T12:00"}""", "trigger.schedule.segment_ids")]
    [InlineData("""{"segmentIds": ["a", "a"], "once": "2026-01-05T12:00"}""", "trigger.schedule.segment_ids[1]")]
    [InlineData("""{"segmentIds": ["a"], "excludeSegmentIds": ["No!"], "once": "2026-01-05T12:00"}""", "trigger.schedule.exclude_segment_ids[0]")]
    [InlineData("""{"segmentIds": ["a"]}""", "trigger.schedule.once")]
    [InlineData("""{"segmentIds": ["a"], "once": "2026-01-05 12:00"}""", "trigger.schedule.once")]
    [InlineData("""{"segmentIds": ["a"], "cron": "@daily"}""", "trigger.schedule.cron")]
    [InlineData("""{"segmentIds": ["a"], "cron": "0 0 9 * * *"}""", "trigger.schedule.cron")]
    [InlineData("""{"segmentIds": ["a"], "cron": "0 9 * * *", "timeZone": "Mars/North"}""", "trigger.schedule.time_zone")]
    [InlineData("""{"segmentIds": ["a"], "cron": "0 9 * * *", "maxPerMinute": -1}""", "trigger.schedule.max_per_minute")]
    public void Is_refused_with_the_field(string schedule, string field) =>
        Assert.Equal(field, Assert.Single(DefinitionCompiler.Compile(Of(schedule)).Violations).Field);

    [Fact]
    public void Has_no_cart_for_a_key()
    {
        var definition = Definition;
        definition.Reentry.Keyed.Key = "event.cart_id";
        Assert.Contains(DefinitionCompiler.Compile(definition).Violations, violation => violation.Field == "reentry.keyed.key");
    }

    static ScheduleRule Rule(string schedule) => Story.Compiled(Of(schedule)).Schedule!;

    static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
