using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Tests.Triggers;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.WorkflowEngine.Tests.Enrollments;

public sealed class Entering_with_others
{
    static readonly Guid s_shopper = Guid.Parse("0193a000-0000-7000-8000-000000000001");
    static readonly Guid s_enrollment = Guid.Parse("0193a000-0000-7000-8000-00000000000e");

    const string Schedule = """{"segmentIds": ["all"], "excludeSegmentIds": ["bought"], "once": "2026-01-05T12:00", "filter": {"text": "profile.traits.tier == 'gold'"}}""";

    [Fact]
    public void Begins_a_run_that_names_the_enrollment()
    {
        var (refusal, decisions) = Enter(A_schedule_as_the_trigger.Of(Schedule), Gold());
        var (transition, isNew) = Assert.Single(decisions.Decided);
        Assert.Equal(("", true, RunState.Sending), (refusal, isNew, transition.Run.State));
        var entered = transition.Entries[0].Entered;
        Assert.Equal((s_enrollment.ToString(), s_enrollment.ToString()), (entered.EnrollmentId, entered.Key));
        Assert.Equal(A.Start.ToTimestamp(), entered.ScheduleReached.DueTime);
        Assert.Equal(NameIds.OfEnrolledRun(s_enrollment, s_shopper), transition.Run.RunId);
    }

    [Fact]
    public void Is_held_back_by_a_segment_that_is_excluded()
    {
        var profile = Gold();
        profile.SegmentIds.Add("bought");
        Assert.Equal(RunReasons.SegmentExcluded, Enter(A_schedule_as_the_trigger.Of(Schedule), profile).Refusal);
    }

    [Fact]
    public void Is_held_back_by_the_filter() =>
        Assert.Equal(RunReasons.FilterFalse, Enter(A_schedule_as_the_trigger.Of(Schedule), new Profile()).Refusal);

    [Fact]
    public void Is_held_back_where_the_profile_is_gone() =>
        Assert.Equal(RunReasons.ProfileMissing, Enter(A_schedule_as_the_trigger.Of(Schedule), profile: null).Refusal);

    [Fact]
    public void Is_held_back_by_a_run_that_goes_on()
    {
        var definition = A_schedule_as_the_trigger.Of(Schedule);
        definition.Reentry = new Reentry { Shopper = new ShopperReentry() };
        var (_, first) = Enter(definition, Gold());
        Assert.Equal(RunReasons.RunOpen, Enter(definition, Gold(), first.Decided[0].Transition.Run).Refusal);
    }

    [Fact]
    public void Waits_for_a_profile_that_includes_everything()
    {
        var (shopper, decisions) = Batch(Story.Compiled(A_schedule_as_the_trigger.Of(Schedule)), EnrollmentKind.Campaign);
        Assert.False(decisions.Continue(shopper));
        shopper.Reading = new Reading(Gold(), IsComplete: false);
        Assert.False(decisions.Continue(shopper));
        shopper.Reading = new Reading(Gold(), IsComplete: true);
        Assert.True(decisions.Continue(shopper));
    }

    [Fact]
    public void Is_as_if_the_segment_was_entered_where_it_is_for_those_who_match()
    {
        var (shopper, decisions) = Batch(Story.Compiled(A_segment_as_the_trigger.Definition), EnrollmentKind.Matching, "vip");
        shopper.Reading = new Reading(new Profile(), IsComplete: true);
        Assert.True(decisions.Continue(shopper));
        var entered = Assert.Single(decisions.Decided).Transition.Entries[0].Entered;
        Assert.Equal(("vip", SegmentMove.Entered, s_enrollment.ToString()), (entered.SegmentMoved.SegmentId, entered.SegmentMoved.Move, entered.EnrollmentId));
    }

    static Profile Gold() => new() { Traits = new Struct { Fields = { ["tier"] = Value.ForString("gold") } } };

    static (string Refusal, BatchDecisions Decisions) Enter(WorkflowDefinition definition, Profile? profile, params ShopperRun[] before)
    {
        var (shopper, decisions) = Batch(Story.Compiled(definition), EnrollmentKind.Campaign);
        foreach (var run in before)
            shopper.Runs[run.RunId] = run;
        shopper.Reading = new Reading(profile, IsComplete: true);
        Assert.True(decisions.Continue(shopper));
        return (shopper.Entries[0].Refusal, decisions);
    }

    static (ShopperBatch Shopper, BatchDecisions Decisions) Batch(CompiledWorkflow workflow, EnrollmentKind kind, string segmentId = "all")
    {
        var version = new WorkflowVersion("corner-shop", "news", 1);
        var registry = new RegistrySnapshot(
            1,
            [new ActivationTimeline(version.ShopId, version.WorkflowId, [new Activation(1, new long[16])])],
            new Dictionary<WorkflowVersion, CompiledWorkflow> { [version] = workflow }.ToFrozenDictionary());
        var order = new EnrollmentOrder(s_enrollment, version, kind, [segmentId], 0, A.Start);
        var shopper = new ShopperBatch(version.ShopId, s_shopper, 3) { Watermark = A.Start.AddSeconds(1) };
        shopper.Entries.Add(EnrollmentPage.EntryOf(
            order, workflow, s_shopper, A.Start.AddSeconds(1), new LogPosition { Partition = 3, Sequence = 7 }));
        return (shopper, new BatchDecisions(registry, [], NullLogger.Instance));
    }
}
