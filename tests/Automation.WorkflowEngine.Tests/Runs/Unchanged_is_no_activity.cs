using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Runs;

/// <summary>A storefront that posts a cart as it is, for example when the recover link is used, says nothing new.</summary>
public sealed class Unchanged_is_no_activity
{
    readonly Story _story = new(A.CartWorkflowAgainAndAgain());

    [Fact]
    public void One_cart_posted_three_times_is_one_reminder_an_hour_after_the_first()
    {
        _story.At(0, A.Updated("c1", A.Line("mug"))).Unchanged(20, A.Updated("c1", A.Line("mug"))).Unchanged(59, A.Updated("c1", A.Line("mug")));
        Assert.Equal((Story.Time(60), Story.Time(0)), (_story.Run.DueTime, _story.Run.ActivityTime));

        _story.Until(600);
        Assert.Single(_story.Dispatches);
    }

    [Fact]
    public void Posted_again_after_the_message_it_enters_nobody_anew()
    {
        _story.At(0, A.Updated("c1", A.Line("mug"))).Until(60);
        _story.At(61, A.Settled(_story.Dispatches[0])).Unchanged(62, A.Updated("c1", A.Line("mug"))).Unchanged(200, A.Checkout("c1")).Until(600);
        Assert.Single(_story.Runs);

        _story.At(700, A.Updated("c1", A.Line("mug", 2))).Until(800);
        Assert.Equal(2, _story.Dispatches.Count);
    }

    [Fact]
    public void Nothing_removed_from_a_cart_that_nobody_knows_enters_nobody()
    {
        _story.Unchanged(0, A.Removed("c1")).Until(600);
        Assert.Empty(_story.Runs);
    }

    [Fact]
    public void It_still_ends_a_run_whose_exit_it_is()
    {
        var definition = A.CartWorkflow();
        definition.ExitWhen.Add(new EventMatch { Events = { "cart_updated" } });
        var story = new Story(definition).At(0, A.Added("c1")).Unchanged(30, A.Updated("c1", A.Line("mug"))).Until(600);
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (story.Run.State, story.Run.EndReason));
        Assert.Empty(story.Dispatches);
    }

    [Fact]
    public void The_end_of_a_message_counts_whatever_is_said_of_its_record()
    {
        _story.At(0, A.Added("c1")).Until(60);
        _story.Unchanged(61, A.Settled(_story.Dispatches[0]));
        Assert.Equal(RunState.Completed, _story.Run.State);
    }

    [Fact]
    public void The_shipped_workflow_reminds_of_a_cart_once_a_day_though_it_changes()
    {
        var story = new Story(A.CartWorkflow()).At(0, A.Updated("c1", A.Line("mug"))).Until(60);
        story.At(61, A.Settled(story.Dispatches[0])).At(120, A.Updated("c1", A.Line("mug", 2))).Until(24 * 60);
        Assert.Single(story.Dispatches);

        story.At(24 * 60, A.Updated("c1", A.Line("mug", 3))).Until(25 * 60);
        Assert.Equal(2, story.Dispatches.Count);
    }
}
