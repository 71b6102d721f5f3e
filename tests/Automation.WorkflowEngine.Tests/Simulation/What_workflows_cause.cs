using Automation.Commerce.V1;
using Automation.Validation;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.Tests.Runs;
using Automation.WorkflowEngine.Tests.Triggers;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Simulation;

/// <summary>What comes back to workflows in a simulation: events that steps let out, memberships, dates, runs that start runs.</summary>
public sealed class What_workflows_cause
{
    [Fact]
    public void An_event_that_a_step_lets_out_is_folded_and_begins_and_ends_runs()
    {
        var first = A.Definition("""
            {"displayName": "First", "trigger": {"event": {"events": ["joined"]}}, "reentry": {"shopper": {}},
             "steps": [{"stepId": "note", "setTrait": {"traits": [{"name": "stage", "constant": "new"}]}},
                       {"stepId": "tell", "emitEvent": {"name": "greeted"}},
                       {"stepId": "rest", "waitForEvent": {"event": {"events": ["greeted"]}, "timeout": "600s"}}]}
            """);
        var second = A.Definition("""
            {"displayName": "Second", "trigger": {"event": {"events": ["greeted"], "filter": {"text": "profile.traits.stage == 'new'"}}},
             "reentry": {"shopper": {}}, "exitWhen": [{"events": ["order_completed"]}], "steps": [{"stepId": "rest", "wait": {"duration": "600s"}}]}
            """);
        var simulated = Simulated.Run(Simulated.Plan(first, second), (0, A.Custom("joined")), (5, A.Order("o1")));

        Assert.Equal([("w1", RunState.Completed), ("w2", RunState.Exited)], simulated.Runs.Select(run => (run.Run.Workflow.WorkflowId, run.Run.State)));
        Assert.Equal(["EventCame"], simulated.Runs[0].History.Select(entry => entry.DecisionCase.ToString()).Where(kind => kind.StartsWith("EventC", StringComparison.Ordinal)));
        Assert.Equal(1, simulated.Runs[1].Run.Depth);
    }

    [Fact]
    public void A_membership_begins_a_run_also_when_nothing_but_time_passes()
    {
        var violations = new ViolationList();
        var segments = SimulatedSegments.Compile([new() { SegmentId = "vip", Text = "events(\"order_completed\").in_last(\"7d\").count() >= 1" }], violations);
        Assert.Empty(violations.Found);
        var came = A_segment_as_the_trigger.Definition;
        var left = A_segment_as_the_trigger.Definition;
        left.Trigger.Segment.Move = SegmentMove.Left;
        left.Trigger.Segment.Filter = new() { Text = "!in_segment(\"vip\")" };
        var all = Simulated.Plan(came, left);
        var plan = new SimulationPlan { ShopId = all.ShopId, Registry = all.Registry, Segments = segments! };
        var simulated = Simulated.Run(plan, (0, Simulated.Identified()), (1, A.Order("o1")));

        Assert.Equal(
            [("w1", Story.Time(1)), ("w2", Story.Time(1).AddDays(7))],
            simulated.Runs.Select(run => (run.Run.Workflow.WorkflowId, run.Run.EnterTime)));
        Assert.All(simulated.Runs, run => Assert.Equal(MessageOutcome.Sent, Assert.Single(run.Messages).Outcome));
    }

    [Fact]
    public void A_date_begins_a_run_at_its_instant()
    {
        var simulated = Simulated.Run(Simulated.Plan(A_date_as_the_trigger.Definition), (0, A_date_as_the_trigger.Born("1990-01-15")));
        Assert.Equal(Story.Time((3 * 24 * 60) - 30).AddMicroseconds(1), simulated.Runs[0].Run.EnterTime);
    }

    [Fact]
    public void A_local_time_is_the_shops_where_nobody_knows_the_shoppers()
    {
        var all = Simulated.Plan(A_wait_until_a_local_time.Definition);
        var plan = new SimulationPlan { ShopId = all.ShopId, Registry = all.Registry, ShopZone = "Asia/Tokyo" };
        var run = Assert.Single(Simulated.Run(plan, (0, Simulated.Identified()), (0, A.Custom("joined")), (24 * 60, A.Order("o1"))).Runs);
        Assert.Equal(Story.Time(14.5 * 60).AddMicroseconds(1), Assert.Single(run.Messages).DecideTime.ToDateTimeOffset());
    }

    [Fact]
    public void A_run_that_another_one_starts_goes_its_own_way()
    {
        var starting = A.Definition("""
            {"displayName": "Starting", "trigger": {"event": {"events": ["joined"]}}, "reentry": {"shopper": {}},
             "steps": [{"stepId": "start", "startWorkflow": {"workflowId": "w2"}}]}
            """);
        var started = A.Definition("""
            {"displayName": "Started", "trigger": {"event": {"events": ["never"]}}, "reentry": {"shopper": {}},
             "steps": [{"stepId": "thank", "send": {"channel": "CHANNEL_EMAIL", "templateId": "thanks", "purpose": "PURPOSE_MARKETING"}}]}
            """);
        var simulated = Simulated.Run(Simulated.Plan(starting, started), (0, Simulated.Identified()), (1, A.Custom("joined")));
        Assert.Equal(["w1", "w2"], simulated.Runs.Select(run => run.Run.Workflow.WorkflowId));
        Assert.Equal(MessageOutcome.Sent, Assert.Single(simulated.Runs[1].Messages).Outcome);
    }
}
