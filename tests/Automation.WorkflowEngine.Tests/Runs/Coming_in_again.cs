using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Runs;

public sealed class Coming_in_again
{
    [Fact]
    public void Once_is_once_for_each_key_however_long_ago()
    {
        var definition = A.CartWorkflowAgainAndAgain();
        definition.Reentry.Once = true;
        var story = new Story(definition)
            .At(0, A.Added("c1")).At(10, A.Order("o1", "c1")).At(20, A.Added("c1")).At(1_000_000, A.Added("c1", "pot"), A.Added("c2"));
        Assert.Equal(["c1", "c2"], story.Runs.Values.Select(run => run.Key).Order());
    }

    [Fact]
    public void A_cooldown_from_the_exit_counts_from_the_end_of_the_last_run()
    {
        var story = new Story(FromExit(minutes: 30))
            .At(0, A.Added("c1")).At(50, A.Order("o1", "c1")).At(79.999, A.Added("c1", "pot"));
        Assert.Equal(RunState.Exited, story.Run.State);
        story.At(80, A.Added("c1", "bowl"));
        Assert.Equal(2, story.Runs.Count);
    }

    [Fact]
    public void A_cooldown_from_the_entry_may_be_over_before_the_run_is()
    {
        var definition = FromExit(minutes: 30);
        definition.Reentry.CooldownStart = CooldownStart.Entry;
        var story = new Story(definition).At(0, A.Added("c1")).At(50, A.Order("o1", "c1")).At(51, A.Added("c1", "pot"));
        Assert.Equal(2, story.Runs.Count);
    }

    [Fact]
    public void The_event_that_ends_a_run_does_not_come_in_within_its_cooldown()
    {
        var definition = FromExit(minutes: 30);
        definition.ExitWhen[0].Events[0] = "checkout_started";
        definition.Steps[0].Wait.RestartOn.Clear();
        var story = new Story(definition).At(0, A.Added("c1")).At(40, A.Checkout("c1"));
        Assert.Equal(RunState.Exited, story.Run.State);
        definition.Reentry.Keyed.Cooldown = null;
        Assert.Equal(2, new Story(definition).At(0, A.Added("c1")).At(40, A.Checkout("c1")).Runs.Count);
    }

    [Fact]
    public void A_shopper_as_the_key_goes_through_once_at_a_time_whatever_the_events_are_about()
    {
        var definition = ByShopper();
        var story = new Story(definition).At(0, A.Added("c1"), A.Added("c2")).At(30, A.Added("c3"));
        Assert.Equal(("shopper", Story.Time(90)), (story.Run.Key, story.Run.DueTime));
        story.Until(90);
        var message = Assert.Single(story.Dispatches);
        Assert.Null(message.Content.Cart);
        story.At(91, A.Settled(message)).At(92, A.Added("c1"));
        Assert.Equal(2, story.Runs.Count);
    }

    [Fact]
    public void A_shopper_as_the_key_is_in_every_event()
    {
        var definition = ByShopper();
        definition.Steps[0].WaitForEvent = new WaitForEventStep { Event = new EventMatch { Events = { "quiz_done" } }, Timeout = new() { Seconds = 600 } };
        var story = new Story(definition).At(0, A.Added("c1")).At(5, A.Custom("quiz_done"));
        Assert.Single(story.Dispatches);
    }

    [Fact]
    public void A_shopper_as_the_key_has_a_cooldown_too()
    {
        var definition = ByShopper();
        definition.Reentry.Shopper.Cooldown = new Duration { Seconds = 3_600 };
        var story = new Story(definition).At(0, A.Added("c1")).At(1, A.Order("o1")).At(59, A.Added("c2")).At(60, A.Added("c3"));
        Assert.Equal(2, story.Runs.Count);
    }

    static WorkflowDefinition FromExit(int minutes)
    {
        var definition = A.CartWorkflow();
        definition.Reentry.Keyed.Cooldown = new Duration { Seconds = minutes * 60 };
        definition.Reentry.CooldownStart = CooldownStart.Exit;
        return definition;
    }

    static WorkflowDefinition ByShopper()
    {
        var definition = A.CartWorkflow();
        definition.Reentry = new Reentry { Shopper = new ShopperReentry() };
        definition.SendGuard = null;
        return definition;
    }
}
