using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Tests.Runs;

public sealed class A_workflow_that_another_one_starts
{
    const string ByCart = """ "reentry": { "keyed": { "key": "event.cart_id" } } """;

    /// <summary>A workflow of the steps given, which begins with an event of a cart.</summary>
    public static WorkflowDefinition Flow(string trigger, string steps, string reentry = ByCart, string exits = "[]") => A.Definition($$"""
        { "displayName": "Flow", "trigger": { "event": { "events": ["{{trigger}}"] } }, {{reentry}}, "exitWhen": {{exits}}, "steps": [{{steps}}] }
        """);

    public static string Starts(string workflow) => $$"""{ "stepId": "start-{{workflow}}", "startWorkflow": { "workflowId": "{{workflow}}" } }""";

    public const string Idle = """{ "stepId": "idle", "wait": { "duration": "3600s" } }""";

    internal static (string, CompiledWorkflow) Named(string id, WorkflowDefinition definition) => (id, Story.Compiled(definition));

    static IEnumerable<ShopperRun> Of(Story story, string workflow) => story.Runs.Values.Where(run => run.Workflow.WorkflowId == workflow);

    static List<WorkflowStarted> Told(Story story) => story.Histories.Values.SelectMany(history => history)
        .Where(entry => entry.WorkflowStarted is not null).Select(entry => entry.WorkflowStarted).ToList();

    [Fact]
    public void Begins_with_the_key_of_its_starter_and_goes_its_own_way()
    {
        var story = new Story(
            Named("first", Flow("product_added", $"{Idle}, {Starts("second")}")),
            Named("second", Flow("checkout_started", Idle, exits: """[{ "events": ["order_completed"] }]"""))).At(0, A.Added("c1")).Until(60);

        var (first, second) = (Assert.Single(Of(story, "first")), Assert.Single(Of(story, "second")));
        Assert.Equal((RunState.Completed, RunState.Waiting), (first.State, second.State));
        Assert.Equal(("c1", 1), (second.Key, second.Depth));
        Assert.Equal(first.RunId.ToString(), story.Histories[second.RunId][0].Entered.StarterRunId);
        var told = Assert.Single(Told(story));
        Assert.Equal((second.RunId.ToString(), 1, ""), (told.RunId, told.WorkflowVersion, told.Reason));
        story.At(90, A.Order("o1", "c1"));
        Assert.Equal(RunState.Exited, Assert.Single(Of(story, "second")).State);
    }

    [Fact]
    public void Is_left_by_an_event_that_comes_behind_the_timer_that_began_it()
    {
        // One batch, as after the engine was away: the timer fires before the order, which the new run sees.
        var story = new Story(
            Named("first", Flow("product_added", $"{Idle}, {Starts("second")}")),
            Named("second", Flow("checkout_started", Idle, exits: """[{ "events": ["order_completed"] }]""")))
            .Handle([(0, A.Added("c1")), (90, A.Order("o1", "c1"))], until: 90);
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (Assert.Single(Of(story, "second")).State, Of(story, "second").Single().EndReason));
    }

    const string AwaitsAnyOrder = """
        { "stepId": "await", "waitForEvent": { "event": { "events": ["order_completed"] }, "timeout": "86400s", "anyKey": true } }
        """;

    [Fact]
    public void Takes_the_place_of_a_run_once_though_the_same_event_would_have_ended_it()
    {
        var story = new Story(
            Named("first", Flow("product_added", $"{AwaitsAnyOrder}, {Starts("second")}")),
            Named("second", Flow(
                "cart_updated", Idle, """ "reentry": { "keyed": { "key": "event.cart_id" }, "newestOnly": true } """,
                """[{ "events": ["order_completed"] }]""")))
            .At(0, A.Added("c2")).At(1, A.Updated("c1", A.Line("pot"))).At(2, A.Order("o1"));

        Assert.Equal(
            [("c1", RunState.Exited, RunReasons.Superseded), ("c2", RunState.Waiting, "")],
            Of(story, "second").Select(run => (run.Key, run.State, run.EndReason)).Order());
        Assert.All(story.Histories.Values, history => Assert.Equal(history.Count, history.Select(entry => entry.Number).Distinct().Count()));
    }

    [Fact]
    public void Comes_in_no_more_often_than_it_may_though_one_event_starts_it_twice()
    {
        var story = new Story(
            Named("first", Flow("product_added", $"{AwaitsAnyOrder}, {Starts("second")}")),
            Named("second", Flow(
                "checkout_started", Idle,
                """ "reentry": { "keyed": { "key": "event.cart_id" }, "limit": { "maxRuns": 1, "window": "604800s" } } """)))
            .At(0, A.Added("c1")).At(1, A.Added("c2")).At(2, A.Order("o1"));

        Assert.Single(Of(story, "second"));
        Assert.Equal(["", RunReasons.KeptOut], Told(story).Select(told => told.Reason).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{ "stepId": "end", "end": {} }""", """ "reentry": { "keyed": { "key": "event.cart_id" }, "once": true } """, RunReasons.KeptOut)]
    [InlineData(Idle, ByCart, RunReasons.RunOpen)]
    public void Does_not_begin_again_where_its_reentry_keeps_it_out(string steps, string reentry, string reason)
    {
        var story = new Story(
            Named("first", Flow("product_added", $"{Starts("second")}, {Idle}")),
            Named("second", Flow("product_added", steps, reentry))).At(0, A.Added("c1"));
        Assert.Single(Of(story, "second"));
        Assert.Single(Told(story));
        // As the first one ends, the next begins, and asks again.
        story = new Story(
            Named("first", Flow("checkout_started", Starts("second"))),
            Named("second", Flow("product_added", steps, reentry))).At(0, A.Added("c1")).At(1, A.Checkout("c1"));
        Assert.Single(Of(story, "second"));
        Assert.Equal((reason, "", 0), (Assert.Single(Told(story)).Reason, Told(story)[0].RunId, Told(story)[0].WorkflowVersion));
    }

    [Fact]
    public void Begins_once_where_an_event_begins_it_and_a_step_starts_it_in_the_same_moment()
    {
        foreach (var (one, other) in new[] { ("a", "b"), ("b", "a") })
        {
            var story = new Story(
                Named(one, Flow("product_added", $"{Starts(other)}, {Idle}")), Named(other, Flow("product_added", Idle))).At(0, A.Added("c1"));
            Assert.Single(Of(story, other));
        }
    }

    [Fact]
    public void Begins_once_however_many_ask_in_one_breath()
    {
        var twice = $$"""{ "stepId": "one", "startWorkflow": { "workflowId": "second" } }, {{Starts("second")}}""";
        var story = new Story(
            Named("first", Flow("product_added", twice)),
            Named("also", Flow("product_added", Starts("second"))),
            Named("second", Flow("checkout_started", Idle))).At(0, A.Added("c1"));
        Assert.Single(Of(story, "second"));
        Assert.Equal(["", RunReasons.RunOpen, RunReasons.RunOpen], Told(story).Select(told => told.Reason).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Is_not_started_while_it_is_not_active_or_its_key_is_not_known()
    {
        var byShopper = """ "reentry": { "shopper": {} } """;
        var story = new Story(
            Named("first", Flow("joined", $"{Starts("second")}, {Starts("gone")}", byShopper)),
            Named("second", Flow("checkout_started", Idle))).At(0, A.Custom("joined"));
        Assert.Equal([RunReasons.KeyMissing, RunReasons.WorkflowInactive], Told(story).Select(told => told.Reason));
        // The other way round the key is the shopper's.
        story = new Story(
            Named("first", Flow("product_added", Starts("second"))), Named("second", Flow("joined", Idle, byShopper))).At(0, A.Added("c1"));
        Assert.Equal("shopper", Assert.Single(Of(story, "second")).Key);
    }

    [Fact]
    public void Reads_the_profile_as_any_other()
    {
        var send = """{ "stepId": "send", "send": { "channel": "CHANNEL_EMAIL", "templateId": "t", "purpose": "PURPOSE_MARKETING" } }""";
        var story = new Story(
            Named("first", Flow("product_added", Starts("second"))), Named("second", Flow("checkout_started", send))).At(0, A.Added("c1"));
        Assert.Equal("c1", Assert.Single(story.Dispatches).Content.Cart.CartId);
        Assert.Single(Of(story, "first"));
    }

    [Fact]
    public void Ends_a_circle_that_nobody_saw()
    {
        var story = new Story(
            Named("a", Flow("product_added", Starts("b"))), Named("b", Flow("checkout_started", Starts("a")))).At(0, A.Added("c1"));
        Assert.True(story.Runs.Count <= 3, $"{story.Runs.Count} runs");
        Assert.Contains(Told(story), told => told.Reason == RunReasons.RunOpen);
    }

    [Fact]
    public void Is_not_started_by_what_a_long_chain_began()
    {
        var story = new Story(
            Named("first", Flow("product_added", Starts("second"))), Named("second", Flow("checkout_started", Idle))) { Depth = 16 }.At(0, A.Added("c1"));
        Assert.Equal(RunReasons.DepthLimit, Assert.Single(Told(story)).Reason);
        Assert.Empty(Of(story, "second"));
    }

    public static TheoryData<string, string, string, string> Circles => new()
    {
        { Starts("a"), Idle, "steps[0].start_workflow.workflow_id", "starts the workflow itself" },
        { Starts("gone"), Idle, "steps[0].start_workflow.workflow_id", "is no workflow of the shop" },
        { Starts("b"), Starts("a"), "steps[0].start_workflow.workflow_id", "a > b > a" },
        { Starts("b"), $"{Starts("a")}, {Idle}", "steps[0].start_workflow.workflow_id", "put a wait step" },
        { Starts("b"), $"{Idle}, {Starts("a")}", "", "" },
        { $"{Idle}, {Starts("b")}", Starts("a"), "", "" },
        { Starts("b"), Idle, "", "" },
    };

    [Theory]
    [MemberData(nameof(Circles))]
    public void Leads_in_no_circle_without_a_wait(string stepsOfA, string stepsOfB, string field, string description)
    {
        var others = new Dictionary<string, CompiledWorkflow> { ["b"] = Story.Compiled(Flow("checkout_started", stepsOfB)) };
        var found = StartCircles.Find("a", Story.Compiled(Flow("product_added", stepsOfA)), others, id => id is "a" or "b");
        if (field.Length == 0)
            Assert.Empty(found);
        else
            Assert.True(Assert.Single(found) is var one && one.Field == field && one.Description.Contains(description), $"{found[0]}");
    }
}
