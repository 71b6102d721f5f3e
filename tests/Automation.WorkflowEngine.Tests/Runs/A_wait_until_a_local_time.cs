using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Automation.WorkflowEngine.Zones;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Runs;

public sealed class A_wait_until_a_local_time
{
    /// <summary>With a recorded history.</summary>
    public static WorkflowDefinition Definition => A.Definition("""
        {
          "displayName": "In the morning of a working day",
          "trigger": { "event": { "events": ["joined"] } },
          "reentry": { "shopper": {} },
          "exitWhen": [{ "events": ["order_completed"] }],
          "steps": [
            { "stepId": "morning", "waitLocal": { "timeOfDay": "08:30", "weekdays": ["WEEKDAY_TUESDAY", "WEEKDAY_THURSDAY"] } },
            { "stepId": "hello", "next": "morning", "send": { "channel": "CHANNEL_EMAIL", "templateId": "hello", "purpose": "PURPOSE_MARKETING" } }
          ]
        }
        """);

    public static Event Lives(string zone) => new()
    {
        ShopperIdentified = new ShopperIdentified { Traits = new Struct { Fields = { ["time_zone"] = Value.ForString(zone) } } },
    };

    [Fact]
    public void Ends_then_where_the_shopper_is_and_says_by_which_rules()
    {
        // Monday, 09:00 UTC. Tuesday, 08:30 in Tokyo is Monday, 23:30 UTC.
        var story = new Story(Definition).At(0, Lives("Asia/Tokyo"), A.Custom("joined"));
        Assert.Equal((RunState.Waiting, Story.Time(14.5 * 60)), (story.Run.State, story.Run.DueTime));
        var entry = Assert.Single(story.Histories.Values.Single(), entry => entry.WaitBegun is not null);
        Assert.Equal(
            ("Asia/Tokyo", ZoneSource.Shopper, ShopperZone.DataVersion), (entry.WaitBegun.TimeZone, entry.WaitBegun.ZoneSource, entry.WaitBegun.ZoneDataVersion));
        story.Until((14.5 * 60) - 1);
        Assert.Empty(story.Dispatches);
        story.Until(14.5 * 60);
        Assert.Equal("hello", Assert.Single(story.Dispatches).StepId);
    }

    [Fact]
    public void Goes_by_the_shop_where_nobody_knows_and_keeps_what_it_said()
    {
        var story = new Story(Definition) { ShopZone = "Asia/Kolkata" }.At(0, A.Custom("joined"));
        Assert.Equal(Story.Time(18 * 60), story.Run.DueTime);
        var history = story.Histories.Values.Single();
        Assert.Equal("Asia/Kolkata", history[0].ShopTimeZone);
        Assert.Equal(ZoneSource.Shop, history[1].WaitBegun.ZoneSource);
        // What becomes known later changes nothing.
        story.At(1, Lives("Asia/Tokyo"));
        Assert.Equal(Story.Time(18 * 60), story.Run.DueTime);
    }

    [Fact]
    public void Ends_with_the_run_when_the_shopper_buys()
    {
        var story = new Story(Definition).At(0, A.Custom("joined")).At(10, A.Order("o1")).Until(10_000);
        Assert.Equal((RunState.Exited, null), (story.Run.State, story.Run.DueTime));
        Assert.Empty(story.Dispatches);
    }

    [Fact]
    public void Lets_a_loop_go_on_at_the_next_such_day()
    {
        var story = new Story(Definition).At(0, A.Custom("joined")).Until(1_440);
        story.At(1_441, A.Settled(Assert.Single(story.Dispatches)));
        Assert.Equal(new DateTimeOffset(2026, 1, 8, 8, 30, 0, TimeSpan.Zero), story.Run.DueTime);
    }
}
