using System.Collections.Frozen;
using Automation.EventLog.Following;
using Automation.WorkflowEngine.Definitions;

namespace Automation.WorkflowEngine.Tests.Definitions;

public sealed class An_activation
{
    static long[] Heads(long head) => [.. Enumerable.Repeat(head, Partitions.Count)];

    [Fact]
    public void Begins_runs_of_the_version_that_was_active_when_the_event_was_logged()
    {
        var timeline = new ActivationTimeline("shop", "flow", [new(1, Heads(10)), new(0, Heads(20)), new(3, Heads(30))]);
        Assert.Equal([0, 0, 1, 1, 0, 0, 3], new long[] { 1, 10, 11, 20, 21, 30, 31 }.Select(sequence => timeline.VersionAt(5, sequence)));
    }

    [Fact]
    public void Leaves_events_of_older_versions_known_to_runs()
    {
        var first = A.CartWorkflow();
        var second = A.CartWorkflow();
        second.ExitWhen[0].Events[0] = "order_cancelled";
        second.Trigger.Event.Events.RemoveAt(1);
        var snapshot = new RegistrySnapshot(
            1,
            [new ActivationTimeline("shop", "flow", [new(1, Heads(0)), new(2, Heads(10))])],
            new Dictionary<WorkflowVersion, CompiledWorkflow>
            {
                [new("shop", "flow", 1)] = Story.Compiled(first),
                [new("shop", "flow", 2)] = Story.Compiled(second),
            }.ToFrozenDictionary());

        Assert.True(snapshot.MeansSomethingToRuns("shop", "order_completed"));
        Assert.True(snapshot.MeansSomethingToRuns("shop", "order_cancelled"));
        Assert.False(snapshot.MeansSomethingToRuns("other-shop", "order_completed"));
        Assert.False(snapshot.MayTrigger("other-shop", "product_added"));
        Assert.Equal([1], snapshot.TriggeredBy("shop", "product_removed", 0, 10).Select(row => row.Version.Version));
        Assert.Empty(snapshot.TriggeredBy("shop", "product_removed", 0, 11));
        Assert.Equal([2], snapshot.TriggeredBy("shop", "product_added", 0, 11).Select(row => row.Version.Version));
    }
}
