using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Runs;

public sealed class A_workflow_of_several_steps
{
    const string Order = """
        {
          "displayName": "After an order",
          "trigger": { "events": ["order_completed"], "filter": { "compare": { "field": "event.total", "op": "OPERATOR_GREATER_OR_EQUAL", "value": "25.00" } } },
          "reentry": { "keyed": { "key": "event.order_id" } },
          "exitWhen": [{ "events": ["order_cancelled", "refund_asked"] }],
          "steps": [
            { "stepId": "thanks", "send": { "channel": "CHANNEL_EMAIL", "templateId": "thanks", "purpose": "PURPOSE_TRANSACTIONAL" } },
            { "stepId": "wait", "wait": { "duration": "600s" } },
            { "stepId": "wait-more", "wait": { "duration": "60s" } },
            { "stepId": "review", "send": { "channel": "CHANNEL_SMS", "templateId": "review", "purpose": "PURPOSE_MARKETING", "expireAfter": "60s" } }
          ]
        }
        """;

    readonly Story _story = new(A.Definition(Order));

    [Fact]
    public void Goes_from_message_to_wait_to_message()
    {
        _story.At(0, A.Order("o1", total: 25));
        var thanks = Assert.Single(_story.Dispatches);
        Assert.Equal(("thanks", Purpose.Transactional, null), (thanks.StepId, thanks.Purpose, thanks.ExpireTime));
        Assert.Null(thanks.Content.Cart);
        Assert.NotEmpty(thanks.Content.Revision);
        _story.Until(100);
        Assert.Equal(RunState.Sending, _story.Run.State);

        _story.At(101, A.Settled(thanks)).Until(111);
        Assert.Equal("wait-more", _story.Histories[_story.Run.RunId][^1].WaitBegun.StepId);
        _story.Until(113);
        var review = _story.Dispatches[1];
        Assert.Equal(("review", Channel.Sms), (review.StepId, review.Channel));
        Assert.NotEqual(thanks.MessageId, review.MessageId);
        _story.At(114, A.Settled(review));
        Assert.Equal((RunState.Completed, 4), (_story.Run.State, _story.Run.Step));
    }

    [Fact]
    public void Begins_nothing_when_the_filter_does_not_hold()
    {
        _story.At(0, A.Order("o1", total: 24));
        Assert.Empty(_story.Runs);
    }

    [Fact]
    public void An_exit_event_ends_a_long_wait_at_once()
    {
        _story.At(0, A.Order("o1", total: 99));
        _story.At(1, A.Settled(_story.Dispatches[0])).At(2, A.Custom("refund_asked")).Until(600);
        Assert.Single(_story.Dispatches);
        Assert.Equal((RunState.Exited, Story.Time(2)), (_story.Run.State, _story.Run.EndTime));
    }

    [Fact]
    public void The_event_that_begins_a_run_does_not_end_it()
    {
        var definition = A.Definition(Order);
        definition.ExitWhen[0].Events.Add("order_completed");
        var story = new Story(definition).At(0, A.Order("o1", total: 30));
        Assert.Equal(RunState.Sending, story.Run.State);
        story.At(1, A.Order("o2", total: 30));
        Assert.Equal(["Exited o1", "Sending o2"], story.Runs.Values.Select(run => $"{run.State} {run.Key}").Order());
    }

    [Fact]
    public void A_filter_on_the_profile_is_decided_with_the_profile_after_the_event()
    {
        var definition = A.Definition(Order);
        definition.Trigger.Filter = new Condition
        {
            Compare = new Comparison
            {
                Field = "profile.order_summary.order_count",
                Op = Operator.Equal,
                Value = Google.Protobuf.WellKnownTypes.Value.ForNumber(2),
            },
        };
        var story = new Story(definition).At(0, A.Order("o1"));
        Assert.Empty(story.Runs);
        story.At(1, A.Order("o2"));
        Assert.Equal("o2", story.Run.Key);
        var entered = story.Histories[story.Run.RunId][0];
        Assert.Equal(2, entered.Profile.Fields["orderSummary"].StructValue.Fields["orderCount"].StringValue is { } count ? int.Parse(count) : 0);
        Assert.DoesNotContain("carts", entered.Profile.Fields.Keys);
    }

    [Fact]
    public void An_exit_may_depend_on_the_profile()
    {
        var definition = A.CartWorkflow();
        definition.ExitWhen[0].Filter = new Condition
        {
            Compare = new Comparison
            {
                Field = "profile.order_summary.order_count",
                Op = Operator.GreaterOrEqual,
                Value = Google.Protobuf.WellKnownTypes.Value.ForNumber(2),
            },
        };
        var story = new Story(definition).At(0, A.Added("c1")).At(10, A.Order("o1"));
        Assert.Equal(RunState.Waiting, story.Run.State);
        story.At(20, A.Order("o2"));
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (story.Run.State, story.Run.EndReason));
    }

    [Fact]
    public void An_event_that_had_been_parked_changes_nothing_of_what_came_after_it()
    {
        var workflow = Story.Compiled(A.CartWorkflow());
        var story = new Story(A.CartWorkflow()).At(0, A.Viewed("c1")).At(10, A.Added("c1")).At(20, A.Added("c1", "pot"));
        ShopperRun? After(Event @event, long sequence, double minutes)
        {
            var logged = new LoggedEvent { Sequence = sequence, Event = @event };
            var position = new LogPosition { Sequence = sequence };
            var input = new EventInput(logged, EventNames.Of(@event), EventNames.ActionOf(@event), Story.Time(minutes), position, null);
            return RunMachine.Handle(workflow, story.Run, input)?.Run;
        }

        Assert.Null(After(A.Order("o1"), 1, 5));
        Assert.Null(After(A.Order("o1"), 1, 10));
        Assert.Null(After(A.Order("o1"), 3, 15));
        Assert.Null(After(A.Added("c1"), 3, 15));
        Assert.Equal(RunState.Exited, After(A.Order("o1"), 3, 20)?.State);
        Assert.Equal(Story.Time(81), After(A.Added("c1"), 4, 21)?.DueTime);
    }

    [Fact]
    public void A_defect_ends_its_run_and_nobody_elses()
    {
        var good = Story.Compiled(A.CartWorkflow());
        var bad = new CompiledWorkflow
        {
            Trigger = good.Trigger,
            MaxAge = good.MaxAge,
            Exits = good.Exits,
            Steps = good.Steps,
            SendGuard = _ => throw new InvalidOperationException("the guard is broken"),
            Keys = good.Keys,
            IsAboutCart = true,
            Content = good.Content,
            Reentry = default,
            Reads = good.Reads,
            RunEvents = good.RunEvents,
        };
        var story = new Story(("broken", bad), ("cart-recovery", good)).At(0, A.Added("c1")).Until(60);

        Assert.Equal("cart-recovery", Assert.Single(story.Dispatches).WorkflowId);
        var failed = story.Runs.Values.Single(run => run.Workflow.WorkflowId == "broken");
        Assert.Equal((RunState.Failed, RunReasons.Internal), (failed.State, failed.EndReason));
        Assert.Contains("the guard is broken", story.Histories[failed.RunId][^1].Ended.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_defect_in_the_trigger_is_a_failed_run_and_exits_still_apply()
    {
        var good = Story.Compiled(A.CartWorkflow());
        var ordering = Story.Compiled(A.Definition(Order));
        var bad = new CompiledWorkflow
        {
            Trigger = new EventRule(
                new Dictionary<string, Func<ConditionScope, bool>?> { ["order_completed"] = _ => throw new FormatException("no") }
                    .ToFrozen(), readsProfile: false),
            MaxAge = ordering.MaxAge,
            Exits = [],
            Steps = ordering.Steps,
            SendGuard = null,
            Keys = ordering.Keys,
            IsAboutCart = false,
            Content = ordering.Content,
            Reentry = default,
            Reads = ordering.Reads,
            RunEvents = ordering.RunEvents,
        };
        var story = new Story(("broken", bad), ("cart-recovery", good)).At(0, A.Added("c1")).At(5, A.Order("o1")).Until(600);
        Assert.Empty(story.Dispatches);
        Assert.Equal(["Exited cart-recovery", "Failed broken"], story.Runs.Values.Select(run => $"{run.State} {run.Workflow.WorkflowId}").Order());
    }

    [Fact]
    public void A_history_says_what_was_read()
    {
        var story = new Story(A.CartWorkflow()).At(0, A.Added("c1", "mug"), A.Added("c2", "bowl")).Until(60);
        var history = story.Histories[story.Runs.Values.Single(run => run.Key == "c1").RunId];
        Assert.Equal(
            [RunEntry.DecisionOneofCase.Entered, RunEntry.DecisionOneofCase.WaitBegun, RunEntry.DecisionOneofCase.WaitEnded, RunEntry.DecisionOneofCase.SendRequested],
            history.Select(entry => entry.DecisionCase));
        Assert.Equal(("event-1", "c1"), (history[0].Event.EventId, history[0].Event.ProductAdded.CartId));
        Assert.Null(history[0].Event.ProductAdded.Product);
        Assert.Null(history[0].Profile);
        var carts = history[2].Profile.Fields["carts"].ListValue.Values;
        Assert.Equal("c1", Assert.Single(carts).StructValue.Fields["cartId"].StringValue);
    }
}
