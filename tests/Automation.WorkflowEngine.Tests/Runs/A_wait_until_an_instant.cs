using Automation.Commerce.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Runs;

public sealed class A_wait_until_an_instant
{
    const string Flow = """
        {
          "displayName": "A week before the renewal",
          "trigger": { "event": { "events": ["club_joined"] } },
          "reentry": { "keyed": { "key": "event.properties.club" } },
          "exitWhen": [{ "events": ["club_left"] }],
          "steps": [
            { "stepId": "week-before", "waitUntil": { "path": "profile.traits.renewal", "offset": "-604800s", "otherwise": "ask" } },
            { "stepId": "remind", "next": "done", "send": { "channel": "CHANNEL_EMAIL", "templateId": "renewal", "purpose": "PURPOSE_MARKETING" } },
            { "stepId": "ask", "send": { "channel": "CHANNEL_EMAIL", "templateId": "when", "purpose": "PURPOSE_MARKETING" } },
            { "stepId": "done", "end": {} }
          ]
        }
        """;

    const double Day = 24 * 60;

    /// <summary>With recorded histories.</summary>
    public static WorkflowDefinition Definition => A.Definition(Flow);

    readonly Story _story = new(Definition);

    [Fact]
    public void Ends_at_it_and_not_before()
    {
        _story.At(0, Renewal("2026-01-15T09:00:00Z"), Joined());
        Assert.Equal((RunState.Waiting, Story.Time(3 * Day)), (_story.Run.State, _story.Run.DueTime));
        _story.Until((3 * Day) - 0.002);
        Assert.Empty(_story.Dispatches);
        _story.Until(3 * Day);
        Assert.Equal("remind", Assert.Single(_story.Dispatches).StepId);
        Assert.Equal(
            ["Entered", "WaitBegun", "WaitEnded", "SendRequested"],
            _story.Histories[_story.Run.RunId].Select(entry => entry.DecisionCase.ToString()));
        // What the instant was read from stands with the decision to wait for it.
        Assert.Equal("2026-01-15T09:00:00Z", _story.Histories[_story.Run.RunId][0].Profile.Fields["traits"].StructValue.Fields["renewal"].StringValue);
    }

    [Fact]
    public void A_day_of_the_calendar_begins_in_UTC()
    {
        _story.At(0, Renewal("2026-01-20"), Joined());
        Assert.Equal(new DateTimeOffset(2026, 1, 13, 0, 0, 0, TimeSpan.Zero), _story.Run.DueTime);
    }

    [Fact]
    public void Is_over_at_once_when_it_is_not_later_than_now()
    {
        _story.At(0, Renewal("2026-01-12T09:00:00Z"), Joined());
        Assert.Equal("remind", Assert.Single(_story.Dispatches).StepId);
        var skipped = _story.Histories[_story.Run.RunId][1].WaitSkipped;
        Assert.Equal(("week-before", true), (skipped.StepId, skipped.Over));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("in spring")]
    [InlineData("2027-01-12T09:00:01Z")]
    public void Goes_the_other_way_where_there_is_none_within_a_year(string? renewal)
    {
        _story.At(0, renewal is null ? [Joined()] : [Renewal(renewal), Joined()]);
        Assert.Equal("ask", Assert.Single(_story.Dispatches).StepId);
        Assert.False(_story.Histories[_story.Run.RunId][1].WaitSkipped.Over);
    }

    [Fact]
    public void May_be_a_whole_year_ahead()
    {
        _story.At(0, Renewal("2027-01-12T09:00:00Z"), Joined());
        Assert.Equal(Story.Time(365 * Day), _story.Run.DueTime);
    }

    [Fact]
    public void Stays_what_it_was_when_the_profile_says_another_one_later()
    {
        _story.At(0, Renewal("2026-01-15T09:00:00Z"), Joined()).At(5, Renewal("2026-01-14T09:00:00Z"));
        Assert.Equal(Story.Time(3 * Day), _story.Run.DueTime);
    }

    [Fact]
    public void Never_ends_before_a_fraction_of_a_microsecond()
    {
        _story.At(0, Renewal("2026-01-15T09:00:00.0000011Z"), Joined());
        Assert.Equal(Story.Time(3 * Day).AddMicroseconds(2), _story.Run.DueTime);
    }

    [Fact]
    public void Is_left_by_an_exit()
    {
        _story.At(0, Renewal("2026-01-15T09:00:00Z"), Joined()).At(9, A.Custom("club_left")).Until(4 * Day);
        Assert.Empty(_story.Dispatches);
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (_story.Run.State, _story.Run.EndReason));
    }

    public static Event Renewal(string instant) => new()
    {
        ShopperIdentified = new ShopperIdentified { Traits = new Struct { Fields = { ["renewal"] = Value.ForString(instant) } } },
    };

    public static Event Joined() => A.Custom("club_joined", ("club", Value.ForString("tea")));
}
