using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Automation.WorkflowEngine.Tests.Pipeline;

[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class Keeping_workflows(EngineFixture engine)
{
    [Fact]
    public async Task A_workflow_is_put_activated_changed_and_stopped()
    {
        var shop = new TestShop(engine, await engine.Suite.CreateShopAsync());
        var definition = A.CartWorkflow();
        var put = new PutWorkflowRequest { WorkflowId = "flow", Definition = definition };

        var first = (await shop.Workflows.PutWorkflowAsync(put)).Workflow;
        Assert.Equal((1, 0, 1), (first.Version, first.ActiveVersion, first.LatestVersion));
        Assert.Equal(definition, first.Definition);
        Assert.Equal(first, (await shop.Workflows.PutWorkflowAsync(put)).Workflow);

        var active = (await shop.Workflows.ActivateWorkflowAsync(new() { WorkflowId = "flow" })).Workflow;
        Assert.Equal(1, active.ActiveVersion);
        Assert.NotEqual(first.Etag, active.Etag);
        Assert.Equal(active, (await shop.Workflows.ActivateWorkflowAsync(new() { WorkflowId = "flow", Version = 1 })).Workflow);

        put.Definition.DisplayName = "Changed";
        put.Etag = first.Etag;
        Assert.Equal(StatusCode.Aborted, (await RefusedAsync(shop.Workflows.PutWorkflowAsync(put))).StatusCode);
        put.Etag = active.Etag;
        var second = (await shop.Workflows.PutWorkflowAsync(put)).Workflow;
        Assert.Equal((2, 1, 2), (second.Version, second.ActiveVersion, second.LatestVersion));
        Assert.Equal("Abandoned cart", (await shop.Workflows.GetWorkflowAsync(new() { WorkflowId = "flow", Version = 1 })).Workflow.Definition.DisplayName);

        var stopped = (await shop.Workflows.DeactivateWorkflowAsync(new() { WorkflowId = "flow" })).Workflow;
        Assert.Equal((2, 0), (stopped.Version, stopped.ActiveVersion));
        Assert.Equal(stopped, (await shop.Workflows.DeactivateWorkflowAsync(new() { WorkflowId = "flow" })).Workflow);
        Assert.Equal(stopped, (await shop.Workflows.GetWorkflowAsync(new() { WorkflowId = "flow" })).Workflow);
    }

    [Fact]
    public async Task Two_who_put_the_same_workflow_at_once_lose_nothing()
    {
        var shop = new TestShop(engine, await engine.Suite.CreateShopAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            var definition = A.CartWorkflow();
            definition.DisplayName = $"By {number}";
            try
            {
                return (await shop.Workflows.PutWorkflowAsync(new() { WorkflowId = "flow", Definition = definition })).Workflow.Version;
            }
            catch (RpcException refusal) when (refusal.StatusCode is StatusCode.Aborted)
            {
                return 0;
            }
        }));
        var stored = answers.Where(version => version > 0).Order().ToList();
        Assert.Equal(Enumerable.Range(1, stored.Count), stored);
        Assert.Equal(stored.Count, (await shop.Workflows.GetWorkflowAsync(new() { WorkflowId = "flow" })).Workflow.LatestVersion);
    }

    [Fact]
    public async Task A_faulty_definition_is_refused_with_all_its_faults_and_stored_nowhere()
    {
        var shop = new TestShop(engine, await engine.Suite.CreateShopAsync());
        var definition = A.CartWorkflow();
        definition.DisplayName = "";
        definition.Steps[1].Send.TemplateId = "";
        definition.SendGuard.Text = "cart.colour == \"red\"";

        var refusal = await RefusedAsync(shop.Workflows.PutWorkflowAsync(new() { WorkflowId = "flow", Definition = definition }));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        var details = FaultStatus.ReadDetails(refusal)!.Details.Single(detail => detail.Is(BadRequest.Descriptor)).Unpack<BadRequest>();
        Assert.Equal(
            ["definition.display_name", "definition.send_guard.text", "definition.steps[1].send.template_id"],
            details.FieldViolations.Select(violation => violation.Field));

        var told = (await shop.Workflows.ValidateWorkflowAsync(new() { Definition = definition })).Violations;
        Assert.Equal(["FIELD_REQUIRED", "CONDITION_UNKNOWN_NAME", "FIELD_REQUIRED"], told.Select(violation => violation.Reason));
        Assert.Empty((await shop.Workflows.ValidateWorkflowAsync(new() { Definition = A.CartWorkflow() })).Violations);
        Assert.Empty((await shop.Workflows.ListWorkflowsAsync(new())).Workflows);
    }

    [Fact]
    public async Task Bad_requests_are_told_apart()
    {
        var shop = new TestShop(engine, await engine.Suite.CreateShopAsync());
        var good = A.CartWorkflow();
        async Task Is(StatusCode status, string part, AsyncUnaryCall<PutWorkflowResponse> call)
        {
            var refusal = await RefusedAsync(call);
            Assert.Equal(status, refusal.StatusCode);
            Assert.Contains(part, refusal.Status.Detail, StringComparison.Ordinal);
        }

        await Is(StatusCode.InvalidArgument, "workflow_id", shop.Workflows.PutWorkflowAsync(new() { Definition = good }));
        await Is(StatusCode.InvalidArgument, "workflow_id", shop.Workflows.PutWorkflowAsync(new() { WorkflowId = "Flow/1", Definition = good }));
        await Is(StatusCode.InvalidArgument, "definition", shop.Workflows.PutWorkflowAsync(new() { WorkflowId = "flow" }));
        await Is(StatusCode.Aborted, "flow", shop.Workflows.PutWorkflowAsync(new() { WorkflowId = "flow", Definition = good, Etag = "r7" }));
        Assert.Equal(StatusCode.NotFound, (await RefusedAsync(shop.Workflows.ActivateWorkflowAsync(new() { WorkflowId = "flow" }))).StatusCode);
        await shop.Workflows.PutWorkflowAsync(new() { WorkflowId = "flow", Definition = good });
        Assert.Equal(StatusCode.NotFound, (await RefusedAsync(shop.Workflows.ActivateWorkflowAsync(new() { WorkflowId = "flow", Version = 9 }))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await RefusedAsync(shop.Workflows.GetWorkflowAsync(new() { WorkflowId = "flow", Version = -1 }))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await RefusedAsync(shop.Workflows.ListWorkflowsAsync(new() { PageSize = -1 }))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await RefusedAsync(shop.Workflows.ListWorkflowsAsync(new() { PageToken = "x" }))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await RefusedAsync(shop.Runs.ListRunsAsync(new() { ShopperId = "x" }))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await RefusedAsync(shop.Runs.ListRunsAsync(new() { State = (RunState)99 }))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await RefusedAsync(shop.Runs.GetRunAsync(new() { RunId = "x" }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await RefusedAsync(shop.Runs.GetRunAsync(new() { RunId = Guid.NewGuid().ToString() }))).StatusCode);
    }

    [Fact]
    public async Task An_activation_counts_for_every_event_recorded_after_its_answer_and_none_before_the_call()
    {
        var shop = new TestShop(engine, await engine.Suite.CreateShopAsync());
        await shop.Workflows.PutWorkflowAsync(new() { WorkflowId = "flow", Definition = A.CartWorkflow() });
        for (var round = 0; round < 10; round++)
        {
            await shop.RecordAsync($"before-{round}", A.Added($"before-{round}"));
            await shop.Workflows.ActivateWorkflowAsync(new() { WorkflowId = "flow" });
            await shop.RecordAsync($"after-{round}", A.Added($"after-{round}"));
            await shop.Workflows.DeactivateWorkflowAsync(new() { WorkflowId = "flow" });
        }
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        Assert.Equal(
            Enumerable.Range(0, 10).Select(round => $"after-{round}"), (await shop.ListRunsAsync()).Select(run => run.Key).Order());
    }

    [Fact]
    public async Task A_run_stays_with_the_version_it_began_with()
    {
        var shop = await engine.OpenShopAsync();
        var start = engine.Clock.Now;
        await shop.RecordAsync("first", A.Added("first"));
        var quicker = A.CartWorkflow();
        quicker.Steps[0].Wait.Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(10));
        quicker.Steps[1].Send.TemplateId = "quick-reminder";
        await shop.Workflows.PutWorkflowAsync(new() { WorkflowId = "cart-recovery", Definition = quicker });
        await shop.Workflows.ActivateWorkflowAsync(new() { WorkflowId = "cart-recovery" });
        await shop.RecordAsync("second", A.Added("second"));
        await shop.RecordAsync("first", A.Added("first", "pot"));
        await engine.PlayUntilAsync(start.AddMinutes(11));
        Assert.Equal(("second", 2, "quick-reminder"), Shown(Assert.Single(await engine.DispatchesAsync(shop.ShopId))));
        await engine.PlayUntilAsync(start.AddMinutes(61));
        Assert.Equal(
            [("first", 1, "abandoned-cart"), ("second", 2, "quick-reminder")],
            (await engine.DispatchesAsync(shop.ShopId)).Select(Shown).Order());
    }

    [Fact]
    public async Task Lists_come_in_pages_that_add_up()
    {
        var shop = await engine.OpenShopAsync();
        for (var number = 0; number < 7; number++)
        {
            await shop.Workflows.PutWorkflowAsync(new() { WorkflowId = $"flow-{number}", Definition = A.CartWorkflow() });
            await shop.RecordAsync($"user-{number % 2}", A.Added($"cart-{number}"));
        }
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));

        var workflows = new List<string>();
        for (var token = ""; ;)
        {
            var page = await shop.Workflows.ListWorkflowsAsync(new() { PageSize = 3, PageToken = token });
            workflows.AddRange(page.Workflows.Select(workflow => workflow.WorkflowId));
            if ((token = page.NextPageToken).Length == 0)
                break;
        }
        Assert.Equal(["cart-recovery", .. Enumerable.Range(0, 7).Select(number => $"flow-{number}")], workflows);

        // All began at the same instant: the order among them is the ids'.
        var runs = new List<Run>();
        for (var token = ""; ;)
        {
            var page = await shop.Runs.ListRunsAsync(new() { WorkflowId = "cart-recovery", PageSize = 2, PageToken = token });
            runs.AddRange(page.Runs);
            if ((token = page.NextPageToken).Length == 0)
                break;
        }
        Assert.Equal(7, runs.Select(run => run.RunId).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 7).Select(number => $"cart-{number}"), runs.Select(run => run.Key).Order());
        Assert.Equal(4, (await shop.ListRunsAsync(runs.Single(run => run.Key == "cart-0").ShopperId)).Count);
        Assert.Empty((await shop.Runs.ListRunsAsync(new() { State = RunState.Completed })).Runs);
        var first = await shop.Runs.ListRunsAsync(new() { PageSize = 2 });
        var other = await RefusedAsync(shop.Runs.ListRunsAsync(new() { PageSize = 2, WorkflowId = "x", PageToken = first.NextPageToken }));
        Assert.Equal(StatusCode.InvalidArgument, other.StatusCode);
    }

    static (string, int, string) Shown(DispatchRecord message) =>
        (message.Content.Cart.CartId, message.WorkflowVersion, message.TemplateId);

    static Task<RpcException> RefusedAsync<T>(AsyncUnaryCall<T> call) =>
        Assert.ThrowsAsync<RpcException>(async () => await call);
}
