using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Segmentation.V1;
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
    public void Is_nothing_for_a_control_record_that_is_about_no_order()
    {
        Assert.Null(Meaning(new() { Control = new ControlRecord() }, hasRun: true));
        Assert.Null(Meaning(new() { Control = new ControlRecord { AddressConsent = new AddressConsent { Address = "a@b.example" } } }, hasRun: true));
        Assert.Null(Meaning(new() { Control = new ControlRecord { OrderElsewhere = new OrderElsewhere() } }, hasRun: true));
    }

    [Fact]
    public void Of_an_order_elsewhere_is_an_order_to_runs_and_nothing_else()
    {
        var record = new LoggedEvent { Control = new ControlRecord { OrderElsewhere = new OrderElsewhere { Order = A.Order("o1").OrderCompleted } } };
        Assert.Null(Meaning(record));
        var arrived = Meaning(record, hasRun: true)!;
        Assert.Equal(("order_completed", "o1", true), (arrived.Name, ((OrderCompleted)arrived.Action).OrderId, arrived.IsPassive));
    }

    [Fact]
    public void Of_what_begins_nothing_is_asked_of_runs_alone()
    {
        // Neither of them ends or restarts a run, and nobody has one: no run is loaded for a shop that imports its past.
        Assert.Null(Meaning(new() { Event = A.Past(A.Added("c1")) }));
        Assert.Null(Meaning(new() { Event = A.Updated("c1") }, isUnchanged: true));
        Assert.NotNull(Meaning(new() { Event = A.Past(A.Order("o1")) }, hasRun: true));
    }

    static EventInput? Meaning(LoggedEvent logged, bool hasRun = false, bool isUnchanged = false)
    {
        (logged.ShopId, logged.ShopperId, logged.Sequence) = ("shop", s_shopper.ToString(), 5);
        logged.LogTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(A.Start);
        var owned = new OwnedRuns(hasRun ? [("shop", s_shopper)] : [], new TimerWindow(10));
        return EventMeaning.Of(new MembershipRecord { Event = logged, NoEffect = isUnchanged }, owned, s_snapshot, []);
    }
}
