using Automation.Commerce.V1;
using Automation.Validation;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Simulation;

public sealed class Simulating_a_shopper
{
    [Fact]
    public void Sends_what_the_workflow_would_send_and_says_when_and_why()
    {
        var simulated = Simulated.Run(
            Simulated.Plan(A.CartWorkflow()), (0, Simulated.Identified()), (1, A.Added("c1", "mug", 2)), (31, A.Added("c1", "pot")));

        var run = Assert.Single(simulated.Runs);
        Assert.Equal((RunState.Completed, "c1"), (run.Run.State, run.Run.Key));
        Assert.Equal(
            ["Entered", "WaitBegun", "WaitRestarted", "WaitEnded", "SendRequested", "SendSettled", "Ended"],
            run.History.Select(entry => entry.DecisionCase.ToString()));
        var message = Assert.Single(run.Messages);
        Assert.Equal(Story.Time(91).AddMicroseconds(1), message.DecideTime.ToDateTimeOffset());
        Assert.Equal(message.DecideTime, message.SettleTime);
        Assert.Equal(["mug", "pot"], message.Content.Cart.Lines.Select(line => line.ProductId));
        Assert.Equal((Channel.Email, "abandoned-cart", MessageOutcome.Sent, ""), (message.Channel, message.TemplateId, message.Outcome, message.Reason));
    }

    [Fact]
    public void Sends_nothing_without_consent_and_goes_on()
    {
        var simulated = Simulated.Run(Simulated.Plan(A.CartWorkflow()), (0, Simulated.Identified(agrees: false)), (1, A.Added("c1")));

        var run = Assert.Single(simulated.Runs);
        var message = Assert.Single(run.Messages);
        Assert.Equal((MessageOutcome.Dropped, "CONSENT_MISSING"), (message.Outcome, message.Reason));
        Assert.Equal(RunState.Completed, run.Run.State);
    }

    [Fact]
    public void Without_an_address_sends_nothing_either()
    {
        var message = Assert.Single(Assert.Single(Simulated.Run(Simulated.Plan(A.CartWorkflow()), (1, A.Added("c1"))).Runs).Messages);
        Assert.Equal((MessageOutcome.Dropped, "ADDRESS_MISSING"), (message.Outcome, message.Reason));
    }

    [Fact]
    public void Lets_an_event_at_the_due_instant_go_before_the_timer()
    {
        var bought = Simulated.Run(Simulated.Plan(A.CartWorkflow()), (0, Simulated.Identified()), (1, A.Added("c1")), (61, A.Order("o1", "c1")));
        var run = Assert.Single(bought.Runs);
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (run.Run.State, run.Run.EndReason));
        Assert.Empty(run.Messages);

        var late = Simulated.Run(
            Simulated.Plan(A.CartWorkflow()), (0, Simulated.Identified()), (1, A.Added("c1")), (61 + (1 / 60e6), A.Order("o1", "c1")));
        Assert.Single(Assert.Single(late.Runs).Messages);
    }

    [Fact]
    public void Says_of_every_event_of_the_trigger_why_it_began_nothing()
    {
        var definition = A.CartWorkflow();
        definition.Trigger.Event.Filter = new Condition { Text = "!(profile.order_summary.order_count >= 3)" };
        var simulated = Simulated.Run(
            Simulated.Plan(definition),
            (0, Simulated.Identified()),
            (1, A.Added("c1")),
            (2, A.Added("c1", "pot")),
            (3, A.Past(A.Late(A.Added("c2"), 3, TimeSpan.FromMinutes(1)))),
            (4, A.Late(A.Added("c3"), 4, TimeSpan.FromDays(2))),
            (5, A.Updated("c1", A.Line("mug"), A.Line("pot"))),
            (6, A.Added("")),
            (70, A.Added("c1", "bowl")),
            (80, A.Order("o1")),
            (81, A.Order("o2")),
            (82, A.Order("o3")),
            (83, A.Added("c5")));

        Assert.Equal(
            [
                (2, RefusalReason.RunOpen), (3, RefusalReason.History), (4, RefusalReason.MaxAge), (5, RefusalReason.NoEffect),
                (6, RefusalReason.KeyEmpty), (70, RefusalReason.Reentry), (83, RefusalReason.Filter),
            ],
            simulated.Refusals.Select(refusal => ((int)(refusal.LogTime.ToDateTimeOffset() - A.Start).TotalMinutes, refusal.Reason)));
        Assert.All(simulated.Refusals, refusal => Assert.NotEmpty(refusal.Detail));
    }

    [Fact]
    public void Keeps_workflows_from_events_before_the_start_and_stops_the_clock_at_the_end()
    {
        var definition = A.CartWorkflow();
        var all = Simulated.Plan(definition);
        var plan = new SimulationPlan { ShopId = all.ShopId, Registry = all.Registry, StartTime = Story.Time(10), EndTime = Story.Time(75) };
        var simulated = Simulated.Run(plan, (0, Simulated.Identified()), (1, A.Added("c1")), (15, A.Added("c2")), (20, A.Added("c3")), (80, A.Added("c4")));

        Assert.Equal(["c2", "c3"], simulated.Runs.Select(run => run.Run.Key));
        Assert.Equal([1, 0], simulated.Runs.Select(run => run.Messages.Count));
        Assert.Equal(4, simulated.EventCount);
    }

    [Fact]
    public void Evaluates_the_segments_of_the_request_also_while_nothing_but_time_passes()
    {
        var violations = new ViolationList();
        SimulatedSegment[] asked =
        [
            new() { SegmentId = "lately-active", Text = "events(\"product_added\").in_last(\"7d\").count() >= 1" },
            new() { SegmentId = "lost", Text = "!in_segment(\"lately-active\") && profile.order_summary.order_count >= 1" },
        ];
        var segments = SimulatedSegments.Compile(asked, violations);
        Assert.Empty(violations.Found);
        var all = Simulated.Plan(A.CartWorkflow());
        var plan = new SimulationPlan { ShopId = all.ShopId, Registry = all.Registry, Segments = segments! };
        var simulated = Simulated.Run(plan, (0, Simulated.Identified()), (1, A.Added("c1")), (2, A.Order("o1", "c1")));

        Assert.Equal(
            [("lately-active", Story.Time(1), true), ("lately-active", Story.Time(1).AddDays(7), false), ("lost", Story.Time(1).AddDays(7), true)],
            simulated.Memberships.Select(moved => (moved.SegmentId, moved.MoveTime.ToDateTimeOffset(), moved.Entered)));
    }

    [Fact]
    public void Answers_the_same_bytes_every_time()
    {
        string Once() => string.Join('\n', Simulated.Run(
            Simulated.Plan(A.CartWorkflow()), (0, Simulated.Identified()), (1, A.Added("c1", "mug", 2)), (31, A.Added("c2", "pot")))
            .Runs.SelectMany(run => run.History).Select(entry => Convert.ToHexString(Google.Protobuf.MessageExtensions.ToByteArray(entry))));

        Assert.Equal(Once(), Once());
    }

    [Fact]
    public void Ends_when_it_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => Simulator.Run(
            Simulated.Plan(A.CartWorkflow()), Simulated.Histories(Simulated.Given((1, A.Added("c1")))), cancelled.Token));
    }

    [Fact]
    public void Tells_everything_that_is_wrong_with_a_history()
    {
        var given = new GivenHistory
        {
            Events =
            {
                new SimulatedEvent { Event = A.Added("c1") },
                new SimulatedEvent { Shopper = "ann", LogTime = A.Start.ToTimestamp() },
                new SimulatedEvent { Shopper = "ann", LogTime = new Timestamp { Seconds = 1 }, Event = A.Added("c1") },
                new SimulatedEvent { Shopper = "ann", LogTime = A.Start.ToTimestamp(), Event = new Event { EventId = "e", MessageSettled = new() } },
                new SimulatedEvent { Shopper = "ann", LogTime = A.Start.ToTimestamp(), Event = new Event { EventId = "e" } },
                new SimulatedEvent { Shopper = "ann", LogTime = A.Start.ToTimestamp(), Event = A.Late(A.Added("c1"), 0, TimeSpan.FromHours(-1)) },
            },
        };
        var violations = new ViolationList();

        Assert.Empty(GivenHistories.Read(Simulated.Shop, given, violations));
        Assert.Equal(
            [
                "given.events[0].shopper", "given.events[0].log_time", "given.events[1].event", "given.events[2].log_time",
                "given.events[3].event.message_settled", "given.events[4].event.event_id", "given.events[4].event", "given.events[5].event.occur_time",
            ],
            violations.Found.Select(violation => violation.Field));
    }

    [Fact]
    public void Counts_all_shoppers_together()
    {
        var plan = Simulated.Plan(A.CartWorkflow());
        var given = Simulated.Given((0, Simulated.Identified()), (1, A.Added("c1")), (2, A.Added("c1", "pot")));
        given.Events.Add(new SimulatedEvent { Shopper = "bob", LogTime = Story.Time(5).ToTimestamp(), Event = A.Added("c2") });
        var shoppers = Simulator.Run(plan, Simulated.Histories(given), CancellationToken.None);

        var summary = SimulationSummaries.Of([new(Simulated.Shop, "w1", 1)], shoppers);
        Assert.Equal((2, 4), (summary.ShopperCount, summary.EventCount));
        var workflow = Assert.Single(summary.Workflows);
        Assert.Equal(2, workflow.EntryCount);
        Assert.Equal([(RefusalReason.RunOpen, 1)], workflow.Refusals.Select(row => (row.Reason, (int)row.Count)));
        Assert.Equal([(RunState.Completed, 2)], workflow.Ends.Select(row => (row.State, (int)row.Count)));
        Assert.Equal(
            [(MessageOutcome.Sent, "", "2026-01-05", 1), (MessageOutcome.Dropped, "ADDRESS_MISSING", "2026-01-05", 1)],
            workflow.Messages.Select(row => (row.Outcome, row.Reason, row.Day, (int)row.Count)).OrderBy(row => row.Reason, StringComparer.Ordinal));
    }
}
