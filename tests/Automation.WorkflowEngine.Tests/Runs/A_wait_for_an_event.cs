using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Runs;

public sealed class A_wait_for_an_event
{
    const string Flow = """
        {
          "displayName": "Until the checkout",
          "trigger": { "event": { "events": ["product_added"] } },
          "reentry": { "keyed": { "key": "event.cart_id" } },
          "exitWhen": [{ "events": ["order_completed"] }],
          "steps": [
            { "stepId": "checkout", "waitForEvent": { "event": { "events": ["checkout_started"] }, "timeout": "3600s", "onTimeout": "nudge" } },
            { "stepId": "help", "next": "done", "send": { "channel": "CHANNEL_EMAIL", "templateId": "help", "purpose": "PURPOSE_MARKETING" } },
            { "stepId": "nudge", "send": { "channel": "CHANNEL_EMAIL", "templateId": "nudge", "purpose": "PURPOSE_MARKETING" } },
            { "stepId": "done", "end": {} }
          ]
        }
        """;

    /// <summary>With recorded histories.</summary>
    public static WorkflowDefinition Definition => A.Definition(Flow);

    readonly Story _story = new(Definition);

    [Fact]
    public void Ends_with_it()
    {
        _story.At(0, A.Added("c1")).At(20, A.Checkout("c1"));
        Assert.Equal("help", Assert.Single(_story.Dispatches).StepId);
        Assert.Null(_story.Run.DueTime);
        var came = _story.Histories[_story.Run.RunId][2];
        Assert.Equal(("checkout", "c1"), (came.EventCame.StepId, came.Event.CheckoutStarted.CartId));
        _story.Until(100);
        Assert.Single(_story.Dispatches);
    }

    [Fact]
    public void Ends_with_its_time_when_it_does_not_come()
    {
        _story.At(0, A.Added("c1")).Until(59.9);
        Assert.Empty(_story.Dispatches);
        _story.Until(60);
        Assert.Equal("nudge", Assert.Single(_story.Dispatches).StepId);
        Assert.NotNull(_story.Histories[_story.Run.RunId][2].WaitEnded);
        // Too late: the run is elsewhere.
        _story.At(61, A.Checkout("c1"));
        Assert.Single(_story.Dispatches);
        Assert.Equal(RunState.Sending, _story.Run.State);
    }

    [Fact]
    public void Ends_with_the_event_that_is_logged_exactly_when_its_time_is_over()
    {
        _story.At(0, A.Added("c1")).At(60, A.Checkout("c1")).Until(61);
        Assert.Equal("help", Assert.Single(_story.Dispatches).StepId);
    }

    [Fact]
    public void Ends_with_its_time_before_an_event_that_is_logged_later_and_handled_with_it()
    {
        _story.Handle([(0, A.Added("c1")), (60.001, A.Checkout("c1"))], until: 61);
        Assert.Equal("nudge", Assert.Single(_story.Dispatches).StepId);
    }

    [Fact]
    public void Sees_only_events_with_the_key_of_its_own_run()
    {
        _story.At(0, A.Added("c1"), A.Added("c2")).At(20, A.Checkout("c2")).Until(61);
        Assert.Equal(
            ["help c2", "nudge c1"], _story.Dispatches.Select(message => $"{message.StepId} {message.Content.Cart.CartId}").Order());
    }

    [Fact]
    public void Sees_any_when_told_so()
    {
        var definition = Definition;
        definition.Steps[0].WaitForEvent.AnyKey = true;
        definition.Steps[0].WaitForEvent.Event.Events.Add("quiz_done");
        var story = new Story(definition).At(0, A.Added("c1"), A.Added("c2")).At(20, A.Custom("quiz_done")).Until(61);
        Assert.Equal(["help", "help"], story.Dispatches.Select(message => message.StepId));
    }

    [Fact]
    public void Sees_nothing_that_was_logged_before_it_began()
    {
        var definition = Definition;
        definition.Steps.Insert(0, new Step { StepId = "first", Wait = new WaitStep { Duration = new() { Seconds = 600 } } });
        var story = new Story(definition).At(0, A.Added("c1")).Until(11);
        ShopperRun? After(double minutes)
        {
            var logged = new LoggedEvent { Sequence = 2, Event = A.Checkout("c1") };
            var input = new EventInput(
                logged, "checkout_started", logged.Event.CheckoutStarted, Story.Time(minutes), new LogPosition { Sequence = 2 },
                new Reading(story.Profile, IsComplete: true));
            return RunMachine.Handle(Story.Compiled(definition), story.Run, input)?.Run;
        }

        // Parked in the first wait and tried again now: in order it would have ended nothing.
        Assert.Null(After(5));
        Assert.Equal(RunState.Sending, After(12)?.State);
    }

    [Fact]
    public void Is_met_only_by_what_meets_its_filter()
    {
        var definition = Definition;
        definition.Steps[0].WaitForEvent.Event.Filter = new Condition { Text = "size(cart.lines) > 1 && event.cart_id != 'x'" };
        var story = new Story(definition).At(0, A.Added("c1")).At(1, A.Checkout("c1"));
        Assert.Equal(RunState.Waiting, story.Run.State);
        story.At(2, A.Added("c1", "pot")).At(3, A.Checkout("c1"));
        Assert.Empty(story.Dispatches);
        story.At(4, A.Removed("c1"), A.Added("c1"));
        Assert.Equal(RunState.Waiting, story.Run.State);
    }

    [Fact]
    public void Keeps_what_its_filter_read()
    {
        var definition = Definition;
        definition.Steps[0].WaitForEvent.Event.Events[0] = "product_added";
        definition.Steps[0].WaitForEvent.Event.Filter = new Condition { Text = "size(cart.lines) > 1" };
        var story = new Story(definition).At(0, A.Added("c1")).At(1, A.Added("c1", "pot"));
        Assert.Equal("help", Assert.Single(story.Dispatches).StepId);
        Assert.Single(story.Histories[story.Run.RunId].Single(entry => entry.EventCame is not null).Profile.Fields["carts"].ListValue.Values);
    }

    [Fact]
    public void Is_left_by_an_exit_with_the_same_event()
    {
        var definition = Definition;
        definition.ExitWhen[0].Events.Add("checkout_started");
        var story = new Story(definition).At(0, A.Added("c1")).At(20, A.Checkout("c1"));
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (story.Run.State, story.Run.EndReason));
    }

    [Fact]
    public void One_event_ends_one_of_two_waits_for_it()
    {
        var definition = Definition;
        definition.Steps.Insert(1, new Step
        {
            StepId = "again",
            WaitForEvent = new WaitForEventStep { Event = definition.Steps[0].WaitForEvent.Event.Clone(), Timeout = new() { Seconds = 60 }, OnTimeout = "nudge" },
        });
        definition.Steps[0].WaitForEvent.Event.Events[0] = definition.Steps[1].WaitForEvent.Event.Events[0] = "product_added";
        var story = new Story(definition).At(0, A.Added("c1")).At(5, A.Added("c1", "pot"));
        Assert.Equal((RunState.Waiting, Story.Time(6)), (story.Run.State, story.Run.DueTime));
        story.At(5.5, A.Added("c1", "bowl"));
        Assert.Equal("help", Assert.Single(story.Dispatches).StepId);
    }

    [Fact]
    public void Sees_nothing_of_the_past()
    {
        _story.At(0, A.Added("c1")).At(5, A.Past(A.Checkout("c1"))).At(6, A.Late(A.Checkout("c1"), 6, TimeSpan.FromDays(2))).Until(60);
        Assert.Equal("nudge", Assert.Single(_story.Dispatches).StepId);
    }
}
