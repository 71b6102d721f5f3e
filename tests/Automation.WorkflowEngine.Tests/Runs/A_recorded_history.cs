using System.Text.Json.Nodes;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.Testing;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Tests.Triggers;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Runs;

/// <summary>
/// Histories recorded by earlier builds, each with the definition that it was decided by. Every build makes every
/// decision of them again, from what the history says was read, and must come to the same. Files are only ever
/// added; a story whose file is missing writes it and fails, so that somebody looks at it before it is committed.
/// </summary>
public sealed class A_recorded_history
{
    static readonly string s_folder = Repository.PathOf("tests", "Automation.WorkflowEngine.Tests", "Runs", "Histories");

    public static TheoryData<string> Files => new(Directory.GetFiles(s_folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order()!);

    [Theory]
    [MemberData(nameof(Files))]
    public void Is_decided_again_as_it_was(string name)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(s_folder, $"{name}.json")))!;
        var workflow = Story.Compiled(WorkflowDefinition.Parser.ParseJson(file["definition"]!.ToJsonString()));
        var recorded = file["history"]!.AsArray().Select(entry => RunEntry.Parser.ParseJson(entry!.ToJsonString())).ToList();
        var end = Run.Parser.ParseJson(file["run"]!.ToJsonString());

        var version = new WorkflowVersion(file["shopId"]!.GetValue<string>(), end.WorkflowId, end.WorkflowVersion);
        var (run, decided) = Replay.Of(version, workflow, Guid.Parse(end.RunId), Guid.Parse(end.ShopperId), recorded);

        // The database of time zones moves on; the version is there to tell why an instant may differ.
        foreach (var wait in recorded.Concat(decided).Where(entry => entry.WaitBegun is not null))
            wait.WaitBegun.ZoneDataVersion = "";
        Assert.Equal(recorded, decided);
        Assert.Equal(
            (end.RunId, end.State, end.EndReason, end.MessageId, end.DueTime?.ToDateTimeOffset()),
            (run.RunId.ToString(), run.State, run.EndReason, run.MessageId?.ToString() ?? "", run.DueTime));
    }

    [Fact]
    public void Exists_for_each_of_these_stories()
    {
        Record("reminded", new Story(A.CartWorkflow()).At(0, A.Added("c1", "mug", 2)).At(3, A.Checkout("c1")).Until(63), settle: MessageOutcome.Sent);
        Record("bought-in-time", new Story(A.CartWorkflow()).At(0, A.Added("c1")).At(60, A.Order("o1", "c1")));
        Record("bought-while-sending", new Story(A.CartWorkflow()).At(0, A.Added("c1")).Until(60).At(61, A.Order("o1")));
        Record("emptied", new Story(A.CartWorkflow()).At(0, A.Added("c1")).At(1, A.Removed("c1")).Until(61));
        Record("dropped-by-the-last-check", new Story(A.CartWorkflow()).At(0, A.Added("c1")).Until(60), settle: MessageOutcome.Dropped);
        Record("still-waiting", new Story(A.CartWorkflow()).At(0, A.Added("c1")).At(10, A.Updated("c1", A.Line("pot"))));
        Record("bought-elsewhere", new Story(A.CartWorkflow()).At(0, A.Added("c1")).Elsewhere(30, A.Order("o1", "c1").OrderCompleted));
        Record("bought-in-the-past", new Story(A.CartWorkflow())
            .At(0, A.Late(A.Added("c1"), 0, TimeSpan.FromDays(1))).At(30, A.Past(A.Late(A.Order("o1", "c1"), 30, TimeSpan.FromDays(1)))));
        Record("guarded-in-the-language", new Story(A.CartWorkflow()).At(0, A.Added("c1")).Until(60), settle: MessageOutcome.Sent);
    }

    [Fact]
    public void Exists_for_each_kind_of_step()
    {
        var branch = A_branch.Definition;
        Record("branched", new Story(branch).At(0, A.Added("c1", "mug"), A.Added("c1", "pot")).At(9, A.Added("c1", "bowl")).Until(60), branch, MessageOutcome.Sent);
        Record("branched-to-the-end", new Story(branch).At(0, A.Added("c1")).At(9, A.Removed("c1")).Until(60), branch);
        var until = A_wait_until_an_instant.Definition;
        Story Joined(string renewal) => new Story(until).At(0, A_wait_until_an_instant.Renewal(renewal), A_wait_until_an_instant.Joined());
        Record("waited-until-an-instant", Joined("2026-01-12T09:10:00Z").Until(10), until, MessageOutcome.Sent);
        Record("instant-over", Joined("2026-01-02"), until, MessageOutcome.Failed);
        Record("no-instant", Joined("some day"), until);
        var awaiting = A_wait_for_an_event.Definition;
        Record("event-came", new Story(awaiting).At(0, A.Added("c1")).At(20, A.Checkout("c1")), awaiting, MessageOutcome.Sent);
        Record("waited-for-a-local-time", new Story(A_wait_until_a_local_time.Definition) { ShopZone = "Asia/Kolkata" }.At(0, A.Custom("joined")).Until(1_080),
            A_wait_until_a_local_time.Definition);
        Record("let-events-out", new Story(An_event_that_a_step_lets_out.Definition).At(0, A.Added("c1")).Until(60), An_event_that_a_step_lets_out.Definition);
        Record("changed-lists", new Story(An_event_that_a_step_lets_out.Lists).At(0, A.Added("c1")).Until(60), An_event_that_a_step_lets_out.Lists);
        Record("split", new Story(A_random_split.Definition).At(0, A.Added("c1")).Until(60), A_random_split.Definition);
        Record("held-out", HeldOut(), A_hold_out.Definition);
        var started = Step_tales.Of("StartWorkflow").New();
        Step_tales.Of("StartWorkflow").Tell(started);
        Record("started-another", started, Step_tales.Of("StartWorkflow").Workflows[0].Definition, run: started.Runs.Values.First(run => run.Workflow.WorkflowId == "first"));
        Record("started-by-another", started, Step_tales.Of("StartWorkflow").Workflows[1].Definition, run: started.Runs.Values.First(run => run.Depth > 0));
        Record("event-timed-out", new Story(awaiting).At(0, A.Added("c1")).Until(60), awaiting);
    }

    [Fact]
    public void Exists_for_each_kind_of_trigger()
    {
        var segment = A_segment_as_the_trigger.Definition;
        Record("segment-entered", new Story(segment).Moved(0, "vip", Movement.Entered, A.Order("o1")).Until(11), segment, MessageOutcome.Sent);
        var date = A_date_as_the_trigger.Definition;
        Record("date-reached", new Story(date).At(0, A_date_as_the_trigger.Born("1990-01-15")).Until(4 * 24 * 60), date);
        var call = A_call_as_the_trigger.Definition;
        Record("called", new Story(("cart-recovery", Story.Compiled(call))).Asked(0, A_call_as_the_trigger.Start("cart-recovery", "r1", "f1")).Until(11), call);
    }

    [Fact]
    public void Exists_for_each_subject()
    {
        static WorkflowDefinition Of(string trigger) => A.Definition($$"""
            {"displayName": "Of", "trigger": {"event": {"events": ["{{trigger}}"]} }, "reentry": {"shopper": {} },
             "steps": [{"stepId": "wait", "wait": {"duration": "600s"} },
                       {"stepId": "tell", "send": {"channel": "CHANNEL_EMAIL", "templateId": "any", "purpose": "PURPOSE_MARKETING"} }]}
            """);
        var shipped = new Event { OrderFulfilled = new OrderFulfilled { OrderId = "o1", TrackingUrl = "https://parcels.example/1" } };
        Record("about-an-order", new Story(Of("order_fulfilled")).At(0, A.Order("o1")).At(1, shipped).Until(11), Of("order_fulfilled"), MessageOutcome.Sent);
        var wished = new Event { ProductAddedToWishlist = new ProductAddedToWishlist { Product = A.Line("mug") } };
        Record("about-products", new Story(Of("product_added_to_wishlist")).At(0, wished).Until(10), Of("product_added_to_wishlist"), MessageOutcome.Sent);
        var seen = new Event { ProductViewed = new ProductViewed { Product = A.Line("mug") } };
        Record("about-what-was-seen", new Story(Of("product_viewed")).At(0, seen, A.Order("o1")).Until(10), Of("product_viewed"));
    }

    static Story HeldOut()
    {
        var story = new Story(A_hold_out.Shopper(isHeldOut: true), ("cart-recovery", Story.Compiled(A_hold_out.Definition))).At(0, A.Added("c1"));
        return story.At(1, A.Settled(story.Dispatches[0])).Until(61);
    }

    static void Record(string name, Story story, WorkflowDefinition? definition = null, MessageOutcome? settle = null, ShopperRun? run = null)
    {
        if (settle is { } outcome)
            story.At(65, A.Settled(story.Dispatches[0], outcome, outcome is MessageOutcome.Dropped ? RunReasons.GuardFalse : ""));
        var path = Path.Combine(s_folder, $"{name}.json");
        if (File.Exists(path))
            return;
        run ??= story.Run;
        var format = new JsonFormatter(JsonFormatter.Settings.Default.WithIndentation());
        var message = new Run
        {
            RunId = run.RunId.ToString(),
            WorkflowId = run.Workflow.WorkflowId,
            WorkflowVersion = run.Workflow.Version,
            ShopperId = run.ShopperId.ToString(),
            Key = run.Key,
            State = run.State,
            EndReason = run.EndReason,
            MessageId = run.MessageId?.ToString() ?? "",
            DueTime = run.DueTime?.ToTimestamp(),
        };
        var file = new JsonObject
        {
            ["shopId"] = run.Workflow.ShopId,
            ["definition"] = JsonNode.Parse(format.Format(definition ?? A.CartWorkflow())),
            ["run"] = JsonNode.Parse(format.Format(message)),
            ["history"] = new JsonArray(story.Histories[run.RunId].Select(entry => JsonNode.Parse(format.Format(entry))).ToArray()),
        };
        Directory.CreateDirectory(s_folder);
        File.WriteAllText(path, $"{file.ToJsonString(new() { WriteIndented = true })}\n");
        Assert.Fail($"{path} was not there and has been recorded; look at it and commit it.");
    }
}
