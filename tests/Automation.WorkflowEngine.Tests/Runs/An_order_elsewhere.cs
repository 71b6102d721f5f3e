using Automation.Commerce.V1;
using Automation.WorkflowEngine.Checks;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Runs;

/// <summary>Somebody else, most often the same person with a name by now, bought what this shopper has in a cart.</summary>
public sealed class An_order_elsewhere
{
    readonly Story _story = new(A.CartWorkflow());

    [Theory]
    [InlineData("c1")]
    [InlineData("c9")]
    [InlineData("")]
    public void Ends_runs_as_an_order_of_the_shopper_would(string cartId)
    {
        _story.At(0, A.Added("c1")).Elsewhere(30, A.Order("o1", cartId).OrderCompleted).Until(600);
        Assert.Empty(_story.Dispatches);
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent, Story.Time(30)), (_story.Run.State, _story.Run.EndReason, _story.Run.EndTime));
    }

    [Fact]
    public void At_the_very_instant_at_which_the_hour_ends_it_goes_first()
    {
        _story.At(0, A.Added("c1")).Elsewhere(60, A.Order("o1", "c1").OrderCompleted).Until(600);
        Assert.Empty(_story.Dispatches);
    }

    [Fact]
    public void Lets_no_message_go_that_is_on_its_way()
    {
        _story.At(0, A.Added("c1")).Until(60);
        var message = Guid.Parse(Assert.Single(_story.Dispatches).MessageId);
        Assert.Null(Check());
        _story.Elsewhere(61, A.Order("o1", "c1").OrderCompleted);
        Assert.Equal((Verdict.Drop, RunReasons.RunExited), (Check()!.Verdict, Check()!.Reason));

        SendVerdict? Check() => SendRules.WithoutProfile(new CheckedSend(_story.Run, IsSettled: false), message, Story.Compiled(A.CartWorkflow()));
    }

    [Fact]
    public void Meets_the_conditions_of_an_exit_with_what_was_ordered()
    {
        var definition = A.CartWorkflow();
        definition.ExitWhen[0].Filter = A.Condition("event.total", Operator.Greater, 20);
        var story = new Story(definition).At(0, A.Added("c1")).Elsewhere(10, A.Order("o1", "c1", total: 20).OrderCompleted);
        Assert.True(story.Run.IsOpen);
        story.Elsewhere(20, A.Order("o2", "c1", total: 21).OrderCompleted);

        var ended = story.Histories[story.Run.RunId][^1];
        Assert.Equal(RunReasons.ExitEvent, ended.Ended.Reason);
        // What somebody else did is told from what the shopper did by its missing id.
        Assert.Equal(("", Story.Time(20)), (ended.Event.EventId, ended.Event.OccurTime.ToDateTimeOffset()));
        Assert.Equal(new OrderCompleted { Total = new Money { CurrencyCode = "GBP", Units = 21 } }, ended.Event.OrderCompleted);
    }

    [Fact]
    public void Begins_nothing_and_restarts_nothing()
    {
        var definition = A.Definition("""
            {
              "displayName": "After an order",
              "trigger": { "event": { "events": ["order_completed"] } },
              "reentry": { "keyed": { "key": "event.order_id" } },
              "steps": [{ "stepId": "wait", "wait": { "duration": "3600s", "restartOn": ["order_completed"] } }]
            }
            """);
        var story = new Story(definition).At(0, A.Order("o1")).Elsewhere(30, A.Order("o1").OrderCompleted).Elsewhere(31, A.Order("o2").OrderCompleted);
        Assert.Equal(("o1", Story.Time(60)), (story.Run.Key, story.Run.DueTime));
    }

    [Fact]
    public void Of_before_the_run_began_ends_nothing()
    {
        _story.Elsewhere(0, A.Order("o1", "c1").OrderCompleted).At(1, A.Added("c1", "bowl"));
        Assert.True(_story.Run.IsOpen);
    }
}
