using Automation.Commerce.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Runs;

/// <summary>The shipped workflow in the cases of the abandoned cart.</summary>
public sealed class A_cart_is_left
{
    readonly Story _story = new(A.CartWorkflow());

    [Fact]
    public void After_an_hour_without_activity_a_message_is_asked_for()
    {
        _story.At(0, A.Added("c1", "mug", 2)).Until(59.99);
        Assert.Equal(RunState.Waiting, _story.Run.State);
        Assert.Empty(_story.Dispatches);

        _story.Until(60);

        var message = Assert.Single(_story.Dispatches);
        Assert.Equal(RunState.Sending, _story.Run.State);
        Assert.Equal(_story.Run.RunId.ToString(), message.RunId);
        Assert.Equal(_story.Run.MessageId.ToString(), message.MessageId);
        Assert.Equal(("cart-recovery", 1, "remind", 1), (message.WorkflowId, message.WorkflowVersion, message.StepId, message.Visit));
        Assert.Equal((Channel.Email, Purpose.Marketing, "abandoned-cart"), (message.Channel, message.Purpose, message.TemplateId));
        Assert.Equal(("c1", 20L), (message.Content.Cart.CartId, message.Content.Cart.Subtotal.Units));
        Assert.Equal(("mug", 2), (message.Content.Cart.Lines.Single().ProductId, message.Content.Cart.Lines.Single().Quantity));
        Assert.Equal(TimeSpan.FromDays(1), message.ExpireTime.ToDateTimeOffset() - message.DecideTime.ToDateTimeOffset());
    }

    [Fact]
    public void Sent_it_is_completed()
    {
        _story.At(0, A.Added("c1")).Until(60);
        _story.At(61, A.Settled(_story.Dispatches[0]));

        Assert.Equal(RunState.Completed, _story.Run.State);
        Assert.Equal(Story.Time(61), _story.Run.EndTime);
        Assert.Null(_story.Run.MessageId);
    }

    public static TheoryData<string, Event> Activities => new()
    {
        { "added", A.Added("c1", "bowl") },
        { "removed", A.Removed("c1", "pot") },
        { "updated", A.Updated("c1", A.Line("mug"), A.Line("plate")) },
        { "checkout", A.Checkout("c1") },
    };

    [Theory]
    [MemberData(nameof(Activities))]
    public void Activity_begins_the_hour_anew(string kind, Event activity)
    {
        _story.At(0, A.Added("c1"), A.Added("c1", "pot")).At(40, activity).Until(60);
        Assert.True(_story.Dispatches.Count == 0, kind);
        Assert.Equal(Story.Time(100), _story.Run.DueTime);

        _story.Until(100);
        Assert.Single(_story.Dispatches);
    }

    [Fact]
    public void Looking_at_the_cart_is_no_activity()
    {
        _story.At(0, A.Added("c1")).At(40, A.Viewed("c1")).Until(60);
        Assert.Single(_story.Dispatches);
    }

    [Fact]
    public void Activity_exactly_when_the_hour_ends_goes_first()
    {
        _story.At(0, A.Added("c1")).At(60, A.Added("c1", "bowl"));
        Assert.Empty(_story.Dispatches);
        Assert.Equal(Story.Time(120), _story.Run.DueTime);
    }

    [Fact]
    public void An_order_exactly_when_the_hour_ends_goes_first()
    {
        _story.At(0, A.Added("c1")).At(60, A.Order("o1", "c1")).Until(600);
        Assert.Empty(_story.Dispatches);
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (_story.Run.State, _story.Run.EndReason));
        Assert.Equal(Story.Time(60), _story.Run.EndTime);
    }

    [Fact]
    public void An_order_from_another_device_a_second_before_stops_it()
    {
        // No cart is named: the shopper bought something, that is enough.
        _story.At(0, A.Added("c1")).At(59 + (59.0 / 60), A.Order("o1")).Until(600);
        Assert.Empty(_story.Dispatches);
        Assert.Null(_story.Run.DueTime);
    }

    [Fact]
    public void An_order_before_the_last_activity_stops_nothing()
    {
        var story = new Story(A.CartWorkflowAgainAndAgain());
        story.At(0, A.Added("c1")).At(10, A.Order("o1", "c9")).At(20, A.Added("c1", "bowl")).Until(79.9);
        Assert.Empty(story.Dispatches);
        story.Until(80);
        Assert.Single(story.Dispatches);
        Assert.Equal(2, story.Runs.Count);
    }

    [Fact]
    public void Two_carts_are_two_messages()
    {
        _story.At(0, A.Added("c1", "mug")).At(10, A.Added("c2", "bowl")).Until(70);
        Assert.Equal(["c1", "c2"], _story.Dispatches.Select(message => message.Content.Cart.CartId));
        Assert.Equal(["mug", "bowl"], _story.Dispatches.Select(message => message.Content.Cart.Lines.Single().ProductId));
        Assert.Equal(2, _story.Dispatches.Select(message => message.MessageId).Distinct().Count());
    }

    [Fact]
    public void One_order_stops_both_carts()
    {
        _story.At(0, A.Added("c1")).At(10, A.Added("c2")).At(50, A.Order("o1", "c2")).Until(600);
        Assert.Empty(_story.Dispatches);
        Assert.All(_story.Runs.Values, run => Assert.Equal(RunState.Exited, run.State));
    }

    [Fact]
    public void Two_checkouts_and_one_order_leave_nothing_behind()
    {
        _story.At(0, A.Added("c1")).At(5, A.Checkout("c1")).At(9, A.Checkout("c1")).At(10, A.Order("o1", "c1")).Until(600);
        Assert.Empty(_story.Dispatches);
        Assert.Equal(RunState.Exited, _story.Run.State);
    }

    [Fact]
    public void A_removed_item_is_not_in_the_message()
    {
        _story.At(0, A.Added("c1", "mug"), A.Added("c1", "bowl", 3)).At(1, A.Removed("c1", "mug"), A.Removed("c1", "bowl")).Until(61);
        var line = Assert.Single(_story.Dispatches.Single().Content.Cart.Lines);
        Assert.Equal(("bowl", 2), (line.ProductId, line.Quantity));
    }

    [Fact]
    public void An_emptied_cart_is_not_reminded()
    {
        _story.At(0, A.Added("c1")).At(1, A.Removed("c1")).Until(600);
        Assert.Empty(_story.Dispatches);
        Assert.Equal((RunState.Exited, RunReasons.GuardFalse), (_story.Run.State, _story.Run.EndReason));
    }

    [Fact]
    public void Without_a_guard_an_empty_cart_is_still_not_shown()
    {
        var definition = A.CartWorkflow();
        definition.SendGuard = null;
        var story = new Story(definition).At(0, A.Added("c1")).At(1, A.Updated("c1")).Until(600);
        Assert.Empty(story.Dispatches);
        Assert.Equal((RunState.Exited, RunReasons.CartEmpty), (story.Run.State, story.Run.EndReason));
    }

    [Fact]
    public void An_order_after_the_message_was_asked_for_ends_the_run()
    {
        _story.At(0, A.Added("c1")).Until(60);
        _story.At(60.5, A.Order("o1", "c1"));
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (_story.Run.State, _story.Run.EndReason));
        Assert.Null(_story.Run.MessageId);

        _story.At(61, A.Settled(_story.Dispatches[0], MessageOutcome.Dropped, RunReasons.RunExited));
        Assert.Equal(RunState.Exited, _story.Run.State);
    }

    [Fact]
    public void Activity_while_the_message_is_on_its_way_restarts_nothing()
    {
        _story.At(0, A.Added("c1")).Until(60);
        _story.At(61, A.Added("c1", "bowl"));
        Assert.Equal(RunState.Sending, _story.Run.State);
        _story.At(62, A.Settled(_story.Dispatches[0])).Until(600);
        Assert.Single(_story.Dispatches);
        Assert.Single(_story.Runs);
    }

    [Theory]
    [InlineData(MessageOutcome.Dropped, "CONSENT_MISSING", RunState.Completed, "")]
    [InlineData(MessageOutcome.Failed, "RECIPIENT_REFUSED", RunState.Completed, "")]
    [InlineData(MessageOutcome.Unknown, "OUTCOME_UNCLEAR", RunState.Completed, "")]
    [InlineData(MessageOutcome.Dropped, "NOTHING_AVAILABLE", RunState.Completed, "")]
    [InlineData(MessageOutcome.Dropped, RunReasons.GuardFalse, RunState.Exited, RunReasons.GuardFalse)]
    [InlineData(MessageOutcome.Dropped, RunReasons.CartEmpty, RunState.Exited, RunReasons.CartEmpty)]
    public void However_the_message_ends_the_run_goes_on_or_ends(MessageOutcome outcome, string reason, RunState state, string endReason)
    {
        _story.At(0, A.Added("c1")).Until(60);
        _story.At(61, A.Settled(_story.Dispatches[0], outcome, reason));
        Assert.Equal((state, endReason), (_story.Run.State, _story.Run.EndReason));
    }

    [Fact]
    public void The_end_of_somebody_elses_message_changes_nothing()
    {
        _story.At(0, A.Added("c1")).Until(60);
        var other = _story.Dispatches[0].Clone();
        other.MessageId = Guid.NewGuid().ToString();
        var before = _story.Run;
        _story.At(61, A.Settled(other));
        Assert.Equal(before, _story.Run);
    }

    [Fact]
    public void A_message_ends_once()
    {
        _story.At(0, A.Added("c1")).Until(60);
        _story.At(61, A.Settled(_story.Dispatches[0]), A.Settled(_story.Dispatches[0], MessageOutcome.Failed));
        Assert.Equal(RunState.Completed, _story.Run.State);
        Assert.Single(_story.Histories[_story.Run.RunId], entry => entry.SendSettled is not null);
    }

    [Fact]
    public void Back_at_the_cart_after_a_message_begins_again()
    {
        var story = new Story(A.CartWorkflowAgainAndAgain()).At(0, A.Added("c1")).Until(60);
        story.At(61, A.Settled(story.Dispatches[0])).At(200, A.Added("c1", "bowl")).Until(260);
        Assert.Equal(2, story.Runs.Count);
        Assert.Equal(2, story.Dispatches.Count);
        Assert.Equal(2, story.Dispatches[1].Content.Cart.Lines.Count);
    }

    [Fact]
    public void Within_the_cooldown_the_same_cart_stays_out_and_another_one_does_not()
    {
        var story = new Story(A.CartWorkflow()).At(0, A.Added("c1")).Until(60);
        story.At(61, A.Settled(story.Dispatches[0]));

        // Counted from the entry, not from the end.
        story.At((24 * 60) - 1, A.Added("c1", "bowl")).Until((24 * 60) + 70);
        Assert.Single(story.Runs);
        story.At((24 * 60) + 71, A.Added("c2")).At((24 * 60) + 72, A.Added("c1", "pot"));
        Assert.Equal(["c1", "c2", "c1"], story.Runs.Values.OrderBy(run => run.EnterTime).Select(run => run.Key));
    }

    [Fact]
    public void A_late_engine_decides_as_one_in_time_would()
    {
        // Away from minute 1 on: the hour of c1 ended before the order was logged, that of c2 did not.
        _story.At(0, A.Added("c1")).Handle([(30, A.Added("c2")), (80, A.Order("o1", "c9")), (85, A.Added("c3"))], until: 300);
        var runs = _story.Runs.Values.ToDictionary(run => run.Key);
        Assert.Equal(["c1", "c3"], _story.Dispatches.Select(message => message.Content.Cart.CartId));
        Assert.Equal(Story.Time(80), _story.Dispatches[0].DecideTime.ToDateTimeOffset());
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (runs["c1"].State, runs["c1"].EndReason));
        Assert.Equal((RunState.Exited, Story.Time(80)), (runs["c2"].State, runs["c2"].EndTime));
        Assert.Equal(RunState.Sending, runs["c3"].State);
    }

    [Fact]
    public void A_cart_that_was_bought_is_no_cart_to_remind_of_whatever_the_definition_says()
    {
        // Without an exit and without a guard.
        var definition = A.CartWorkflow();
        definition.ExitWhen.Clear();
        definition.SendGuard = null;
        var story = new Story(definition).At(0, A.Added("c1")).At(30, A.Order("o1", "c1")).Until(600);
        Assert.Empty(story.Dispatches);
        Assert.Equal((RunState.Exited, RunReasons.CartEmpty), (story.Run.State, story.Run.EndReason));
    }

    [Fact]
    public void A_workflow_that_begins_with_the_order_shows_what_was_bought()
    {
        var definition = A.Definition("""
            {
              "displayName": "Thanks", "trigger": { "event": { "events": ["order_completed"] } }, "reentry": { "keyed": { "key": "event.cart_id" } },
              "steps": [{ "stepId": "thank", "send": { "channel": "CHANNEL_EMAIL", "templateId": "thanks", "purpose": "PURPOSE_TRANSACTIONAL" } }]
            }
            """);
        var story = new Story(definition).At(0, A.Added("c1")).At(30, A.Order("o1", "c1"));
        Assert.Equal("mug", Assert.Single(story.Dispatches).Content.Cart.Lines.Single().ProductId);
    }
}
