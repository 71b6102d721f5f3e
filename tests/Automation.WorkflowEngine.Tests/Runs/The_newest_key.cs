using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Runs;

/// <summary>As the flow of carts has it: the newest cart of a shopper wins, and at most two runs in seven days.</summary>
public sealed class The_newest_key
{
    const double Day = 24 * 60;

    [Fact]
    public void Ends_the_runs_of_the_others()
    {
        var story = new Story(Newest()).At(0, A.Added("c1")).At(10, A.Added("c2"));
        Assert.Equal(
            [("c1", RunState.Exited, "SUPERSEDED"), ("c2", RunState.Waiting, "")],
            story.Runs.Values.Select(run => (run.Key, run.State, run.EndReason)).Order());
        Assert.Equal("c2", Assert.Single(story.Until(71).Dispatches).Content.Cart.CartId);
    }

    [Fact]
    public void Ends_nothing_when_it_does_not_come_in()
    {
        var definition = Newest();
        definition.Trigger.Event.Filter = new Condition { Text = "event.cart_id == 'c1'" };
        var story = new Story(definition).At(0, A.Added("c1")).At(10, A.Added("c2"));
        Assert.Equal(RunState.Waiting, story.Run.State);
    }

    [Fact]
    public void Ends_no_run_of_another_workflow()
    {
        var story = new Story(("newest", Story.Compiled(Newest())), ("all", Story.Compiled(A.CartWorkflow())));
        story.At(0, A.Added("c1")).At(10, A.Added("c2"));
        Assert.Equal(3, story.Runs.Values.Count(run => run.IsOpen));
    }

    [Fact]
    public void Comes_in_so_often_within_a_time_whatever_the_keys()
    {
        var definition = A.CartWorkflowAgainAndAgain();
        definition.Reentry.Limit = new EntryLimit { MaxRuns = 2, Window = new Duration { Seconds = 7 * 86_400 } };
        var story = new Story(definition).At(0, A.Added("c1")).At(Day, A.Added("c2")).At(2 * Day, A.Added("c3")).At(7 * Day - 1, A.Added("c4"));
        Assert.Equal(["c1", "c2"], story.Runs.Values.Select(run => run.Key).Order());
        story.At(7 * Day, A.Added("c5")).At(7 * Day + 1, A.Added("c6"));
        Assert.Equal(["c1", "c2", "c5"], story.Runs.Values.Select(run => run.Key).Order());
    }

    [Fact]
    public void Counts_what_comes_in_the_same_batch()
    {
        var definition = A.CartWorkflowAgainAndAgain();
        definition.Reentry.Limit = new EntryLimit { MaxRuns = 1, Window = new Duration { Seconds = 60 } };
        Assert.Single(new Story(definition).At(0, A.Added("c1"), A.Added("c2")).Runs);
    }

    static WorkflowDefinition Newest()
    {
        var definition = A.CartWorkflowAgainAndAgain();
        definition.Reentry.NewestOnly = true;
        return definition;
    }
}
