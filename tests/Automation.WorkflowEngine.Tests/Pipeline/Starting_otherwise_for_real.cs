using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Testing;
using Automation.WorkflowEngine.Tests.Triggers;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.WorkflowEngine.Tests.Pipeline;

/// <summary>Runs that no event begins, on two replicas that are killed in between, and what is asked of runs.</summary>
[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class Starting_otherwise_for_real(EngineFixture engine)
{
    [Fact]
    public async Task A_segment_begins_runs_once_each_whoever_is_killed()
    {
        var shop = await engine.OpenShopAsync();
        await shop.PutSegmentAsync("vip", "events('order_completed').count() >= 2");
        await ActivateAsync(shop, "thank-you", A_segment_as_the_trigger.Definition);
        var start = engine.Clock.Now;
        var shopper = await shop.RecordAsync("loyal", A.Order("o1"), A.Order("o2"), A.Order("o3"));
        await shop.RecordAsync("new", A.Order("o4"));
        await engine.KillBothAsync(async () => await shop.RecordAsync("away", A.Order("o5"), A.Order("o6")));
        await engine.PlayUntilAsync(start.AddMinutes(15));

        var runs = (await shop.ListRunsAsync()).Where(run => run.WorkflowId == "thank-you").ToList();
        Assert.Equal(2, runs.Count);
        Assert.Equal(2, (await engine.DispatchesAsync(shop.ShopId)).Count(message => message.WorkflowId == "thank-you"));
        var loyal = await shop.Runs.GetRunAsync(new GetRunRequest { RunId = runs.Single(run => run.ShopperId == shopper).RunId });
        Assert.Equal("vip", loyal.History[0].Entered.SegmentMoved.SegmentId);
    }

    [Fact]
    public async Task A_version_of_a_segment_that_lets_somebody_in_begins_nothing()
    {
        var shop = await engine.OpenShopAsync();
        await shop.PutSegmentAsync("vip", "events('order_completed').count() >= 2");
        await ActivateAsync(shop, "thank-you", A_segment_as_the_trigger.Definition);
        await shop.RecordAsync("nearly", A.Order("o1"));
        await shop.PutSegmentAsync("vip", "events('order_completed').count() >= 1");
        await shop.RecordAsync("nearly", A.Viewed("c1"));
        await engine.PlayUntilAsync(engine.Clock.Now.AddMinutes(1));
        Assert.DoesNotContain(await shop.ListRunsAsync(), run => run.WorkflowId == "thank-you");
    }

    [Fact]
    public async Task A_date_begins_its_run_once_whoever_is_killed()
    {
        var shop = await engine.OpenShopAsync();
        await ActivateAsync(shop, "birthday", A_date_as_the_trigger.Definition);
        var day = engine.Clock.Now.AddDays(9);
        var shopper = await shop.RecordAsync("ann", Born($"1990-{day:MM-dd}"));
        await shop.RecordAsync("bob", Born($"1990-{day:MM-dd}"), Born($"1990-{day.AddDays(60):MM-dd}"));
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        await engine.KillBothAsync();
        await engine.PlayUntilAsync(engine.Clock.Now.AddDays(4));

        var run = Assert.Single(await shop.ListRunsAsync());
        Assert.Equal((shopper, "birthday", RunState.Completed), (run.ShopperId, run.WorkflowId, run.State));
    }

    [Fact]
    public async Task A_call_begins_a_run_once_however_often_it_is_made()
    {
        var shop = await engine.OpenShopAsync();
        await ActivateAsync(shop, "fitting", A_call_as_the_trigger.Definition);
        var shopper = await shop.RecordAsync("ann", A.Viewed("c1"));
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        var request = Start("fitting", shopper, "r1");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(call => Service(shop, call % 2).StartRunAsync(request).ResponseAsync));
        Assert.Single(answers.Select(answer => answer.RunId).Distinct());
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        var run = Assert.Single(await shop.ListRunsAsync(shopper));
        Assert.Equal((answers[0].RunId, "f-r1", RunState.Waiting), (run.RunId, run.Key, run.State));
        await engine.KillBothAsync();
        Assert.Equal(run, (await shop.Runs.StartRunAsync(request)).Run);

        await RefusedAsync(StatusCode.NotFound, "NOT_FOUND", () => shop.Runs.StartRunAsync(Start("fitting", $"{Guid.NewGuid()}", "r2")).ResponseAsync);
        await RefusedAsync(StatusCode.NotFound, "NOT_FOUND", () => shop.Runs.StartRunAsync(Start("nowhere", shopper, "r2")).ResponseAsync);
        await RefusedAsync(
            StatusCode.FailedPrecondition, "WORKFLOW_NOT_STARTABLE", () => shop.Runs.StartRunAsync(Start("cart-recovery", shopper, "r2")).ResponseAsync);
        await RefusedAsync(StatusCode.InvalidArgument, "FIELD_INVALID", () => shop.Runs.StartRunAsync(Start("fitting", shopper, "r 2")).ResponseAsync);
    }

    [Fact]
    public async Task What_is_asked_of_runs_is_done_once_and_counted()
    {
        var shop = await engine.OpenShopAsync(A.CartWorkflowAgainAndAgain());
        var start = engine.Clock.Now;
        foreach (var user in new[] { "one", "two", "three", "four" })
            await shop.RecordAsync(user, A.Added(user));
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        var runs = (await shop.ListRunsAsync()).ToDictionary(run => run.Key, run => run.RunId);

        // The first answer need not show it yet on a busy machine; a repeat changes nothing and does.
        await shop.Runs.CancelRunAsync(new CancelRunRequest { RunId = runs["one"] });
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        var cancelled = (await Service(shop, 1).CancelRunAsync(new CancelRunRequest { RunId = runs["one"] })).Run;
        Assert.Equal((RunState.Exited, "CANCELLED"), (cancelled.State, cancelled.EndReason));
        var skip = new SkipWaitRequest { RunId = runs["two"], RequestId = "s1" };
        await shop.Runs.SkipWaitAsync(skip);
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        var skipped = (await Service(shop, 1).SkipWaitAsync(skip)).Run;
        Assert.Equal((RunState.Sending, "remind"), (skipped.State, skipped.StepId));
        Assert.Equal(skipped, (await shop.Runs.SkipWaitAsync(skip)).Run);
        skip.RequestId = "s2";
        await RefusedAsync(StatusCode.FailedPrecondition, "RUN_NOT_WAITING", () => shop.Runs.SkipWaitAsync(skip).ResponseAsync);
        Assert.Equal(RunState.Waiting, (await shop.Runs.RetryRunAsync(new RetryRunRequest { RunId = runs["three"], RequestId = "t1" })).Run.State);
        await shop.RecordAsync("three", A.Order("o1", "three"));
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));

        var counts = await shop.Runs.CountRunsAsync(new CountRunsRequest { WorkflowId = "cart-recovery" });
        Assert.Equal(
            [("idle", 4, 1, 0, 2), ("remind", 1, 0, 1, 0)],
            counts.Steps.Select(step => (step.StepId, step.EnteredCount, step.WaitingCount, step.SendingCount, step.EndedCount)));
        Assert.Equal([("CANCELLED", 1L), ("EXIT_EVENT", 1L)], counts.Ended.Select(ended => (ended.EndReason, ended.Count)).Order());
        Assert.Single((await engine.DispatchesAsync(shop.ShopId)));
    }

    [Fact]
    public async Task Runs_are_found_by_where_and_how_they_stand()
    {
        var shop = await engine.OpenShopAsync(A.CartWorkflowAgainAndAgain());
        var start = engine.Clock.Now;
        foreach (var user in new[] { "one", "two", "three" })
            await shop.RecordAsync(user, A.Added(user));
        await shop.RecordAsync("three", A.Order("o1", "three"));
        await engine.PlayUntilAsync(start.AddMinutes(10));
        var later = engine.Clock.Now;
        await shop.RecordAsync("four", A.Added("four"));
        await engine.PlayUntilAsync(start.AddMinutes(65));
        async Task<string> Keys(ListRunsRequest request)
        {
            request.PageSize = 1;
            var keys = new List<string>();
            do
            {
                var page = await shop.Runs.ListRunsAsync(request);
                keys.AddRange(page.Runs.Select(run => run.Key));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            return string.Join(' ', keys.Order());
        }

        Assert.Equal("four three", await Keys(new() { WorkflowId = "cart-recovery", StepId = "idle" }));
        Assert.Equal("one two", await Keys(new() { WorkflowId = "cart-recovery", StepId = "remind", WorkflowVersion = 1 }));
        Assert.Equal("", await Keys(new() { WorkflowId = "cart-recovery", WorkflowVersion = 2 }));
        Assert.Equal("three", await Keys(new() { EndReason = "EXIT_EVENT" }));
        Assert.Equal("four", await Keys(new() { MinEnterTime = later.ToTimestamp() }));
        Assert.Equal("one three two", await Keys(new() { BeforeEnterTime = later.ToTimestamp() }));
        await RefusedAsync(StatusCode.InvalidArgument, "FIELD_REQUIRED", () => shop.Runs.ListRunsAsync(new() { StepId = "idle" }).ResponseAsync);

        var runId = (await shop.Runs.ListRunsAsync(new() { EndReason = "EXIT_EVENT" })).Runs[0].RunId;
        var whole = (await shop.Runs.GetRunAsync(new GetRunRequest { RunId = runId })).History;
        var first = await shop.Runs.ListRunHistoryAsync(new ListRunHistoryRequest { RunId = runId, PageSize = 2 });
        var rest = await shop.Runs.ListRunHistoryAsync(new ListRunHistoryRequest { RunId = runId, PageToken = first.NextPageToken });
        Assert.Equal(whole, first.History.Concat(rest.History));
        Assert.Equal((2, ""), (first.History.Count, rest.NextPageToken));
    }

    RunService.RunServiceClient Service(TestShop shop, int replica) => new(engine.Suite.AsShop("workflow-engine", shop.Shop, replica));

    static async Task ActivateAsync(TestShop shop, string workflowId, WorkflowDefinition definition)
    {
        await shop.Workflows.PutWorkflowAsync(new PutWorkflowRequest { WorkflowId = workflowId, Definition = definition });
        await shop.Workflows.ActivateWorkflowAsync(new ActivateWorkflowRequest { WorkflowId = workflowId });
    }

    static async Task RefusedAsync(StatusCode status, string reason, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((status, reason), (refusal.StatusCode, FaultStatus.ReadDetails(refusal)!.Details[0].Unpack<Google.Rpc.ErrorInfo>().Reason));
    }

    static StartRunRequest Start(string workflowId, string shopperId, string requestId) => new()
    {
        WorkflowId = workflowId,
        ShopperId = shopperId,
        RequestId = requestId,
        Properties = new Struct { Fields = { ["kind"] = Value.ForString("suit"), ["fitting_id"] = Value.ForString($"f-{requestId}") } },
    };

    static Event Born(string date) => new()
    {
        ShopperIdentified = new ShopperIdentified { Traits = new Struct { Fields = { ["birthday"] = Value.ForString(date) } } },
    };
}
