using System.Globalization;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Triggers;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Triggers;

/// <summary>The story begins on 2026-01-05 at 09:00 UTC.</summary>
public sealed class A_date_as_the_trigger
{
    const double Day = 24 * 60;

    public static WorkflowDefinition Definition => A.Definition("""
        {"displayName": "Birthday", "trigger": {"date": {"path": "profile.traits.birthday", "offsetDays": -7, "recurrence": "DATE_RECURRENCE_YEARLY", "timeOfDay": "08:30"}},
         "reentry": {"shopper": {}}, "steps": [{"stepId": "think", "wait": {"duration": "600s"}}]}
        """);

    [Fact]
    public void Begins_a_run_at_its_instant_and_again_a_year_later()
    {
        var story = new Story(Definition).At(0, Born("1990-01-15")).Until(3 * Day - 31);
        Assert.Empty(story.Runs);
        Assert.Equal(A.Start.AddDays(3).AddMinutes(-30), Assert.Single(story.Starts.Values).DueTime);
        story.Until(3 * Day - 30);
        var reached = Assert.Single(story.Histories.Values)[0].Entered.DateReached;
        Assert.Equal(("2026-01-15", A.Start.AddDays(3).AddMinutes(-30)), (reached.Date, reached.DueTime.ToDateTimeOffset()));
        story.Until(368 * Day - 31);
        Assert.Single(story.Runs);
        story.Until(368 * Day - 30);
        Assert.Equal(2, story.Runs.Count);
    }

    [Fact]
    public void Moves_when_the_trait_does_and_goes_with_it()
    {
        var story = new Story(Definition).At(0, Born("1990-01-15")).At(1, Born("1990-01-25"));
        Assert.Equal(A.Start.AddDays(13).AddMinutes(-30), Assert.Single(story.Starts.Values).DueTime);
        story.At(2, Born("unknown"));
        Assert.Empty(story.Starts);
        Assert.Empty(story.Until(400 * Day).Runs);
    }

    [Fact]
    public void Is_looked_at_by_what_the_past_says_too()
    {
        var born = A.Past(A.Late(Born("1990-01-15"), 0, TimeSpan.FromDays(30)));
        Assert.Single(new Story(Definition).At(0, born).Until(4 * Day).Runs);
    }

    [Fact]
    public void Comes_once_where_it_is_said_so_and_never_when_it_is_over()
    {
        var definition = Definition;
        definition.Trigger.Date.Recurrence = DateRecurrence.Once;
        Assert.Single(new Story(definition).At(0, Born("2026-01-15")).Until(800 * Day).Runs);
        Assert.Empty(new Story(definition).At(0, Born("2026-01-12")).Until(800 * Day).Runs);
    }

    [Fact]
    public void Has_come_before_an_event_of_a_later_instant_in_the_same_batch()
    {
        var definition = Definition;
        definition.ExitWhen.Add(new EventMatch { Events = { "order_completed" } });
        var story = new Story(definition).At(0, Born("1990-01-15")).Handle([(3 * Day, A.Order("o1"))], until: 3 * Day + 1);
        Assert.Equal(RunState.Exited, story.Run.State);
    }

    [Theory]
    // Winter and summer, the hour that is not there, the hour that is there twice, far east of it all.
    [InlineData("2026-01-15", "Europe/Berlin", "08:30", "2026-01-15T07:30:00Z")]
    [InlineData("2026-07-15", "Europe/Berlin", "08:30", "2026-07-15T06:30:00Z")]
    [InlineData("2026-03-29", "Europe/Berlin", "02:30", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-25", "Europe/Berlin", "02:30", "2026-10-25T00:30:00Z")]
    [InlineData("2026-01-15", "Pacific/Kiritimati", "00:00", "2026-01-14T10:00:00Z")]
    // A zone that nobody knows is the definition's.
    [InlineData("2026-01-15", "Mars/Olympus", "08:30", "2026-01-15T08:30:00Z")]
    [InlineData("2026-01-15", "../etc/passwd", "08:30", "2026-01-15T08:30:00Z")]
    public void Is_in_the_shoppers_zone(string date, string zone, string time, string due)
    {
        var rule = new DateRule(["birthday"], 0, isYearly: false, TimeOnly.Parse(time, CultureInfo.InvariantCulture), "");
        Assert.Equal(DateTimeOffset.Parse(due, CultureInfo.InvariantCulture), rule.NextAfter(A.Start, Profile(date, zone))?.DueTime);
    }

    [Fact]
    public void Is_that_of_the_country_where_the_shopper_says_no_more()
    {
        var profile = new Profile { Traits = new Struct { Fields = { ["birthday"] = Value.ForString("2026-01-15"), ["country"] = Value.ForString("JP") } } };
        var rule = new DateRule(["birthday"], 0, isYearly: false, new TimeOnly(9, 0), "Europe/Berlin");
        Assert.Equal(new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero), rule.NextAfter(A.Start, profile)?.DueTime);
    }

    [Theory]
    [InlineData("2000-02-29", 0, "2026-03-01")]
    [InlineData("2000-01-02", -7, "2027-01-02")]
    [InlineData("1999-12-31", 7, "2025-12-31")]
    [InlineData("2026-01-05T23:30:00Z", 0, "2026-01-06")]
    public void Comes_every_year(string text, int offset, string date)
    {
        var rule = new DateRule(["birthday"], offset, isYearly: true, new TimeOnly(9, 0), "");
        Assert.Equal(date, rule.NextAfter(A.Start, Profile(text, "Europe/Berlin"))?.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    static Profile Profile(string birthday, string zone) => new()
    {
        Traits = new Struct { Fields = { ["birthday"] = Value.ForString(birthday), ["time_zone"] = Value.ForString(zone) } },
    };

    public static Event Born(string date) => new()
    {
        ShopperIdentified = new ShopperIdentified { Traits = new Struct { Fields = { ["birthday"] = Value.ForString(date) } } },
    };
}
