using Automation.WorkflowEngine.Templates;
using Automation.WorkflowEngine.Tests.Pipeline;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Automation.WorkflowEngine.Tests.Templates;

[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class Installing_a_flow_for_real(EngineFixture engine)
{
    [Fact]
    public async Task Flows_are_listed_in_pages_and_shown_whole()
    {
        var (_, templates) = await OpenAsync();
        var (ids, token) = (new List<string>(), "");
        do
        {
            var page = await templates.ListWorkflowTemplatesAsync(new() { PageSize = 4, PageToken = token });
            Assert.All(page.Templates, template => Assert.All(template.Workflows, workflow => Assert.Null(workflow.Definition)));
            ids.AddRange(page.Templates.Select(template => template.TemplateId));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.Equal(WorkflowTemplates.All.Keys, ids);

        var cart = (await templates.GetWorkflowTemplateAsync(new() { TemplateId = "cart" })).Template;
        Assert.Equal(Flows.Template("cart"), cart);
        Assert.Equal(StatusCode.NotFound, (await RefusedAsync(templates.GetWorkflowTemplateAsync(new() { TemplateId = "nobody" }))).StatusCode);
    }

    [Fact]
    public async Task A_flow_is_a_draft_until_it_is_activated_and_putting_it_again_changes_nothing()
    {
        var (shop, templates) = await OpenAsync();
        var install = new InstallWorkflowTemplateRequest { TemplateId = "cart" };

        var first = await templates.InstallWorkflowTemplateAsync(install);
        var installed = Assert.Single(first.Workflows);
        Assert.Equal(("cart", 1, 0, InstallOutcome.Installed), (installed.Workflow.WorkflowId, installed.Workflow.Version, installed.Workflow.ActiveVersion, installed.Outcome));
        Assert.Equal(Flows.Made("cart")[0].Definition, installed.Workflow.Definition);
        Assert.Equal(Flows.Template("cart").Messages, first.Messages);

        var again = Assert.Single((await templates.InstallWorkflowTemplateAsync(install)).Workflows);
        Assert.Equal((InstallOutcome.Unchanged, installed.Workflow), (again.Outcome, again.Workflow));
        Assert.Empty(again.Differences);

        await shop.Workflows.ActivateWorkflowAsync(new() { WorkflowId = "cart" });
        install.Parameters["first_wait"] = Value.ForString("4h");
        var updated = Assert.Single((await templates.InstallWorkflowTemplateAsync(install)).Workflows);
        Assert.Equal((InstallOutcome.Updated, 2, 1), (updated.Outcome, updated.Workflow.Version, updated.Workflow.ActiveVersion));
        var difference = Assert.Single(updated.Differences);
        Assert.Equal(("steps[idle].wait.duration", "14400s", "3600s"), (difference.Path, difference.TemplateValue.StringValue, difference.WorkflowValue.StringValue));
    }

    [Fact]
    public async Task What_the_shop_changed_or_made_itself_stays()
    {
        var (shop, templates) = await OpenAsync();
        var install = new InstallWorkflowTemplateRequest { TemplateId = "cart", KeyPrefix = "my-" };
        var definition = Assert.Single((await templates.InstallWorkflowTemplateAsync(install)).Workflows).Workflow.Definition;
        definition.Steps.Single(step => step.StepId == "c3").Send.TemplateId = "own-letter";
        await shop.Workflows.PutWorkflowAsync(new() { WorkflowId = "my-cart", Definition = definition });
        await shop.Workflows.PutWorkflowAsync(new() { WorkflowId = "welcome", Definition = A.CartWorkflow() });

        var kept = Assert.Single((await templates.InstallWorkflowTemplateAsync(install)).Workflows);
        Assert.Equal((InstallOutcome.Kept, 2, definition), (kept.Outcome, kept.Workflow.Version, kept.Workflow.Definition));
        Assert.Equal("steps[c3].send.templateId", Assert.Single(kept.Differences).Path);
        var own = Assert.Single((await templates.InstallWorkflowTemplateAsync(new() { TemplateId = "welcome" })).Workflows);
        Assert.Equal((InstallOutcome.Kept, 1), (own.Outcome, own.Workflow.Version));
        Assert.NotEmpty(own.Differences);
    }

    [Fact]
    public async Task Wrong_parameters_are_told_all_at_once_by_their_names_and_nothing_is_put()
    {
        var (shop, templates) = await OpenAsync();
        var install = new InstallWorkflowTemplateRequest { TemplateId = "order-updates" };
        install.Parameters["max_age"] = Value.ForString("8d");
        install.Parameters["colour"] = Value.ForString("red");

        var refusal = await RefusedAsync(templates.InstallWorkflowTemplateAsync(install));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Equal(["parameters.max_age", "parameters.colour"], refusal.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations.Select(violation => violation.Field));
        Assert.Empty((await shop.Workflows.ListWorkflowsAsync(new())).Workflows);
        Assert.Equal(StatusCode.InvalidArgument, (await RefusedAsync(templates.InstallWorkflowTemplateAsync(new() { TemplateId = "cart", KeyPrefix = "Not an id" }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await RefusedAsync(templates.InstallWorkflowTemplateAsync(new() { TemplateId = "nobody" }))).StatusCode);
    }

    [Fact]
    public async Task What_is_missing_is_told_until_it_is_there()
    {
        var (shop, templates) = await OpenAsync();
        async Task<FlowReadiness> ReadinessAsync(string templateId) => (await templates.InstallWorkflowTemplateAsync(new() { TemplateId = templateId })).Readiness;

        var before = await ReadinessAsync("win-back");
        Assert.False(before.Segments.Single(segment => segment.SegmentId == "lapsed").Present);
        Assert.Contains(before.Missing, missing => missing.Contains("'lapsed'", StringComparison.Ordinal));
        Assert.Contains(before.Missing, missing => missing.Contains("'order_completed'", StringComparison.Ordinal));
        Assert.False(before.HasReachableCount);
        Assert.NotEmpty(before.NotYet);

        var segmentation = new Automation.Segmentation.V1.SegmentationService.SegmentationServiceClient(engine.Suite.AsShop("segmentation", shop.Shop));
        await segmentation.InstallStandardSegmentsAsync(new());
        await shop.RecordAsync("ann", Simulation.Simulated.Identified(), A.Order("o"));
        var after = before;
        await Until.TrueAsync(
            async () => (after = await ReadinessAsync("win-back")) is { Missing.Count: 0, ReachableCount: 1 }, "segments, events and a shopper are there");
        Assert.Equal(engine.Clock.Now, after.Events.Single(needed => needed.Name == "order_completed").LastSeenTime.ToDateTimeOffset(), TimeSpan.FromHours(1));
    }

    async Task<(TestShop Shop, WorkflowTemplateService.WorkflowTemplateServiceClient Templates)> OpenAsync()
    {
        var shop = new TestShop(engine, await engine.Suite.CreateShopAsync());
        return (shop, new(engine.Suite.AsShop("workflow-engine", shop.Shop)));
    }

    static async Task<RpcException> RefusedAsync<T>(AsyncUnaryCall<T> call) => await Assert.ThrowsAsync<RpcException>(async () => await call);
}
