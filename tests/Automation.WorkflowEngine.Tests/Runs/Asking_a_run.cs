using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Runs;

/// <summary>What callers of RunService ask for is in order with the shopper's events.</summary>
public sealed class Asking_a_run
{
    [Fact]
    public void To_end_ends_it_at_once_and_says_who_asked()
    {
        var story = new Story(A.CartWorkflow()).At(0, A.Added("c1"));
        var runId = story.Run.RunId;
        story.Asked(10, new RunCommand { RequestId = "r1", Cancel = new RunCancel { RunId = $"{runId}" } }).Until(100);
        Assert.Equal((RunState.Exited, "CANCELLED"), (story.Run.State, story.Run.EndReason));
        Assert.Equal(("r1", RunCommandKind.Cancel), (story.Histories[runId][^2].Commanded.RequestId, story.Histories[runId][^2].Commanded.Kind));
        Assert.Empty(story.Dispatches);
    }

    [Fact]
    public void To_skip_its_wait_ends_this_wait_alone()
    {
        var story = new Story(A.CartWorkflow()).At(0, A.Added("c1"));
        story.Asked(10, Skip(story.Run.RunId, visit: 2)).Asked(11, Skip(story.Run.RunId, step: "another"));
        Assert.Empty(story.Dispatches);
        story.Asked(12, Skip(story.Run.RunId));
        Assert.Equal(RunState.Sending, story.Run.State);
        Assert.Single(story.Dispatches);
        // It came too late: the run is not in the wait any more.
        story.Asked(13, Skip(story.Run.RunId));
        Assert.Single(story.Dispatches);
    }

    [Fact]
    public void For_a_run_of_somebody_else_does_nothing()
    {
        var story = new Story(A.CartWorkflow()).At(0, A.Added("c1")).Asked(1, Skip(Guid.NewGuid()))
            .Asked(2, new RunCommand { Cancel = new RunCancel { RunId = "nonsense" } });
        Assert.Equal(RunState.Waiting, story.Run.State);
    }

    [Fact]
    public void To_go_on_lets_what_failed_go_on_where_it_failed()
    {
        var story = new Story(A.CartWorkflow()).At(0, A.Added("c1"));
        Break(story);
        story.Until(61);
        Assert.Equal(RunState.Failed, story.Run.State);
        story.Runs[story.Run.RunId] = story.Run with { Damage = null };
        story.Asked(70, Retry(story.Run.RunId));
        Assert.Equal((RunState.Waiting, Story.Time(130), null), (story.Run.State, story.Run.DueTime, story.Run.EndTime));
        story.Until(131);
        Assert.Single(story.Dispatches);
    }

    [Fact]
    public void To_go_on_asks_for_no_message_twice()
    {
        var story = new Story(A.CartWorkflow()).At(0, A.Added("c1")).Until(61);
        Assert.Equal(RunState.Sending, story.Run.State);
        Break(story);
        story.Until(62);
        Assert.Equal((RunState.Failed, Guid.Parse(story.Dispatches[0].MessageId)), (story.Run.State, story.Run.MessageId));
        story.Runs[story.Run.RunId] = story.Run with { Damage = null };
        story.Asked(70, Retry(story.Run.RunId));
        Assert.Single(story.Dispatches);
        Assert.Equal(RunState.Completed, story.Run.State);
    }

    [Fact]
    public void To_go_on_is_for_runs_that_failed_and_stand_in_nobodys_way()
    {
        var story = new Story(A.CartWorkflowAgainAndAgain()).At(0, A.Added("c1")).At(10, A.Order("o1", "c1"));
        story.Asked(11, Retry(story.Run.RunId));
        Assert.Equal(RunState.Exited, story.Run.State);

        story = new Story(A.CartWorkflowAgainAndAgain()).At(0, A.Added("c1"));
        var failed = story.Run.RunId;
        Break(story);
        story.Until(61);
        story.Runs[failed] = story.Runs[failed] with { Damage = null };
        story.At(62, A.Added("c1", "pot")).Asked(63, Retry(failed));
        Assert.Equal([RunState.Failed, RunState.Waiting], story.Runs.Values.Select(run => run.State).OrderDescending());
    }

    static void Break(Story story) => story.Runs[story.Run.RunId] = story.Run with { Damage = "a test says so" };

    static RunCommand Skip(Guid runId, string step = "idle", int visit = 1) =>
        new() { RequestId = "skip", SkipWait = new WaitSkip { RunId = $"{runId}", StepId = step, Visit = visit } };

    static RunCommand Retry(Guid runId) => new() { RequestId = "retry", Retry = new RunRetry { RunId = $"{runId}" } };
}
