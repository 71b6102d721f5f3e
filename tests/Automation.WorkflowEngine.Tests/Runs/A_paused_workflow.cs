using System.Collections.Frozen;
using Automation.WorkflowEngine.Checks;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Timers;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Runs;

public sealed class A_paused_workflow
{
    static readonly WorkflowVersion s_version = new("corner-shop", "cart-recovery", 1);

    [Fact]
    public void Is_paused_behind_the_heads_of_its_pause_until_those_of_its_end()
    {
        var timeline = new ActivationTimeline("corner-shop", "cart-recovery",
            [new Activation(1, Heads(0)), new Activation(1, Heads(10), IsPaused: true), new Activation(1, Heads(20))]);
        Assert.Equal([false, true, true, false], new long[] { 10, 11, 20, 21 }.Select(sequence => timeline.IsPausedAt(3, sequence)));
        Assert.All(new long[] { 1, 10, 11, 20, 21 }, sequence => Assert.Equal(1, timeline.VersionAt(3, sequence)));
        Assert.False(timeline.IsPaused);
    }

    [Fact]
    public void Lets_timers_wait_and_nobodys_else()
    {
        var run = new Story(A.CartWorkflow()).At(0, A.Added("c1")).Run;
        var shopper = new ShopperBatch(run.Workflow.ShopId, run.ShopperId, run.Partition) { Paused = Set("cart-recovery") };
        shopper.Runs[run.RunId] = run;
        Assert.Null(shopper.NextDue(DateTimeOffset.MaxValue));
        var other = run with { RunId = Guid.NewGuid(), Workflow = run.Workflow with { WorkflowId = "other" } };
        shopper.Runs[other.RunId] = other;
        Assert.Equal(other, shopper.NextDue(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void Sets_due_timers_aside_so_that_others_fire()
    {
        var run = new Story(A.CartWorkflow()).At(0, A.Added("c1")).Run;
        var owned = new OwnedRuns([], new TimerWindow(10));
        var shopper = new ShopperBatch(run.Workflow.ShopId, run.ShopperId, run.Partition) { Paused = Set("cart-recovery"), DueTimers = { run.RunId } };
        shopper.Runs[run.RunId] = run;
        owned.Apply(shopper);
        Assert.Equal(run.DueTime, owned.Timers.Earliest);
        Assert.Equal(run.RunId, Assert.Single(shopper.HoldPaused()).RunId);
        owned.Apply(shopper);
        Assert.Null(owned.Timers.Earliest);
        Assert.Equal([("corner-shop", "cart-recovery")], owned.Held);
    }

    [Theory]
    [InlineData(true, false, Verdict.Defer, RunReasons.WorkflowPaused)]
    [InlineData(false, true, Verdict.Defer, RunReasons.MarketingStopped)]
    [InlineData(true, true, Verdict.Defer, RunReasons.WorkflowPaused)]
    [InlineData(false, false, Verdict.Unspecified, "")]
    public void Lets_messages_wait_as_marketing_that_is_stopped_does(bool isPaused, bool isStopped, Verdict verdict, string reason)
    {
        var (registry, run, workflow) = Asked(Purpose.Marketing, isPaused, isStopped);
        var answer = SendRules.WhilePaused(run, workflow, registry);
        Assert.Equal((verdict, reason), (answer?.Verdict ?? Verdict.Unspecified, answer?.Reason ?? ""));
    }

    [Fact]
    public void Lets_transactional_messages_go_though_marketing_is_stopped()
    {
        var (registry, run, workflow) = Asked(Purpose.Transactional, isPaused: false, isStopped: true);
        Assert.Null(SendRules.WhilePaused(run, workflow, registry));
    }

    static (RegistrySnapshot Registry, ShopperRun Run, CompiledWorkflow Workflow) Asked(Purpose purpose, bool isPaused, bool isStopped)
    {
        var definition = A.CartWorkflow();
        definition.Steps.Single(step => step.Send is not null).Send.Purpose = purpose;
        var run = new Story(definition).At(0, A.Added("c1")).Until(61).Run;
        Assert.Equal(RunState.Sending, run.State);
        var workflow = Story.Compiled(definition);
        var registry = new RegistrySnapshot(
            1,
            [new ActivationTimeline("corner-shop", "cart-recovery", [new Activation(1, Heads(0), isPaused)])],
            new Dictionary<WorkflowVersion, CompiledWorkflow> { [s_version] = workflow }.ToFrozenDictionary())
        {
            StoppedMarketing = isStopped ? Set("corner-shop") : [],
        };
        return (registry, run, workflow);
    }

    static FrozenSet<string> Set(string one) => new[] { one }.ToFrozenSet();

    static long[] Heads(long head) => Enumerable.Repeat(head, 16).ToArray();
}
