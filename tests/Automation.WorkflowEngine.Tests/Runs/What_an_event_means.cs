using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Intake;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Timers;

namespace Automation.WorkflowEngine.Tests.Runs;

public sealed class What_an_event_means
{
    static readonly Guid s_shopper = Guid.Parse("0193a000-0000-7000-8000-000000000001");

    static readonly RegistrySnapshot s_snapshot = new(
        1,
        [new ActivationTimeline("shop", "flow", [new Activation(1, new long[Partitions.Count])])],
        new Dictionary<WorkflowVersion, CompiledWorkflow> { [new("shop", "flow", 1)] = Story.Compiled(A.CartWorkflow()) }.ToFrozenDictionary());

    [Fact]
    public void Is_told_from_triggers_and_open_runs()
    {
        Assert.NotNull(Meaning(new() { Event = A.Added("c1") }));
        Assert.NotNull(Meaning(new() { Event = A.Order("o1") }, hasRun: true));
        Assert.Null(Meaning(new() { Event = A.Order("o1") }));
        Assert.Null(Meaning(new() { Event = A.Viewed("c1") }, hasRun: true));
    }

    [Fact]
    public void Is_nothing_for_a_control_record_even_of_a_shopper_with_a_run() =>
        Assert.Null(Meaning(new() { Control = new ControlRecord() }, hasRun: true));

    static EventInput? Meaning(LoggedEvent logged, bool hasRun = false)
    {
        (logged.ShopId, logged.ShopperId, logged.Sequence) = ("shop", s_shopper.ToString(), 5);
        logged.LogTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(A.Start);
        var owned = new OwnedRuns(hasRun ? [("shop", s_shopper)] : [], new TimerWindow(10));
        return EventMeaning.Of(logged, owned, s_snapshot, []);
    }
}
