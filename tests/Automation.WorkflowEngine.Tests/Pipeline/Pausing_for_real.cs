using System.Diagnostics;
using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.WorkflowEngine.Tests.Pipeline;

/// <summary>Workflows that are held and let go on, and a shop whose marketing is stopped, on two replicas.</summary>
[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class Pausing_for_real(EngineFixture engine)
{
    const string Id = "cart-recovery";

    [Fact]
    public async Task A_workflow_that_is_paused_in_the_middle_of_waits_goes_on_as_of_its_end()
    {
        var shop = await engine.OpenShopAsync();
        var start = engine.Clock.Now;
        foreach (var user in new[] { "buys", "waits", "empties" })
            await shop.RecordAsync(user, A.Added(user));
        await engine.PlayUntilAsync(start.AddMinutes(30));
        var took = Stopwatch.StartNew();
        var paused = (await shop.Workflows.PauseWorkflowAsync(new PauseWorkflowRequest { WorkflowId = Id })).Workflow;
        Assert.True(took.Elapsed >= TimeSpan.FromSeconds(1), $"A check that began before is good for a second, and the answer took {took.Elapsed}.");
        Assert.Equal((WorkflowState.Paused, 1), (paused.State, paused.ActiveVersion));

        await shop.RecordAsync("comes", A.Added("comes"));
        await engine.PlayUntilAsync(start.AddMinutes(90));
        Assert.Empty(await engine.DispatchesAsync(shop.ShopId));
        Assert.All(await shop.ListRunsAsync(), run => Assert.Equal(RunState.Waiting, run.State));
        // What is set aside stays so, whoever is killed.
        await engine.KillBothAsync();
        await shop.RecordAsync("buys", A.Order("o1", "buys"));
        await shop.RecordAsync("empties", A.Updated("empties"));
        await engine.PlayUntilAsync(start.AddMinutes(120));
        Assert.Empty(await engine.DispatchesAsync(shop.ShopId));
        Assert.Equal(["buys EXIT_EVENT", "empties ", "waits "], (await shop.ListRunsAsync()).Select(run => $"{run.Key} {run.EndReason}").Order());

        var resumed = (await shop.Workflows.ResumeWorkflowAsync(new ResumeWorkflowRequest { WorkflowId = Id })).Workflow;
        Assert.Equal(WorkflowState.Active, resumed.State);
        await Until.TrueAsync(async () => (await engine.DispatchesAsync(shop.ShopId)).Count > 0, "what came due meanwhile goes on");
        await engine.PlayUntilAsync(start.AddMinutes(150));
        Assert.Equal("waits", Assert.Single(await engine.DispatchesAsync(shop.ShopId)).Content.Cart.CartId);
        Assert.DoesNotContain(await shop.ListRunsAsync(), run => run.Key == "comes");
        await shop.RecordAsync("later", A.Added("later"));
        await engine.PlayUntilAsync(start.AddMinutes(220));
        Assert.Equal(["later", "waits"], (await engine.DispatchesAsync(shop.ShopId)).Select(message => message.Content.Cart.CartId).Order());
    }

    [Fact]
    public async Task A_message_of_a_paused_workflow_waits()
    {
        var shop = await engine.OpenShopAsync();
        await shop.RecordAsync("anna", A.Added("anna"));
        await engine.PlayUntilAsync(engine.Clock.Now.AddMinutes(61));
        var message = Assert.Single(await engine.DispatchesAsync(shop.ShopId));
        await shop.Workflows.PauseWorkflowAsync(new PauseWorkflowRequest { WorkflowId = Id });
        foreach (var replica in new[] { 0, 1 })
            Assert.Equal((Verdict.Defer, RunReasons.WorkflowPaused), Of(await shop.CheckAsync(message, replica)));
        await shop.Workflows.ResumeWorkflowAsync(new ResumeWorkflowRequest { WorkflowId = Id });
        Assert.Equal(Verdict.Go, (await shop.CheckAsync(message)).Verdict);
    }

    [Fact]
    public async Task Marketing_that_is_stopped_waits_and_what_shoppers_need_goes()
    {
        var needed = A.CartWorkflow();
        needed.Steps.Single(step => step.Send is not null).Send.Purpose = Purpose.Transactional;
        var (shop, other) = (await engine.OpenShopAsync(), await engine.OpenShopAsync());
        await shop.Workflows.PutWorkflowAsync(new PutWorkflowRequest { WorkflowId = "needed", Definition = needed });
        await shop.Workflows.ActivateWorkflowAsync(new ActivateWorkflowRequest { WorkflowId = "needed" });
        await shop.RecordAsync("anna", A.Added("anna"));
        await other.RecordAsync("berta", A.Added("berta"));
        await engine.PlayUntilAsync(engine.Clock.Now.AddMinutes(61));
        var messages = (await engine.DispatchesAsync(shop.ShopId)).ToDictionary(message => message.WorkflowId);

        var marketing = new MarketingService.MarketingServiceClient(engine.Suite.AsShop("workflow-engine", shop.Shop));
        Assert.Null((await marketing.GetMarketingAsync(new())).Marketing.PauseTime);
        var took = Stopwatch.StartNew();
        var stopped = (await marketing.PauseMarketingAsync(new())).Marketing;
        Assert.True(took.Elapsed >= TimeSpan.FromSeconds(1), $"A check that began before is good for a second, and the answer took {took.Elapsed}.");
        Assert.Equal(stopped, (await marketing.PauseMarketingAsync(new())).Marketing);
        foreach (var replica in new[] { 0, 1 })
        {
            Assert.Equal((Verdict.Defer, RunReasons.MarketingStopped), Of(await shop.CheckAsync(messages[Id], replica)));
            Assert.Equal(Verdict.Go, (await shop.CheckAsync(messages["needed"], replica)).Verdict);
        }
        Assert.Equal(Verdict.Go, (await other.CheckAsync(Assert.Single(await engine.DispatchesAsync(other.ShopId)))).Verdict);
        // A run that ended is over, whatever waits.
        Assert.Null((await marketing.ResumeMarketingAsync(new())).Marketing.PauseTime);
        Assert.Equal(Verdict.Go, (await shop.CheckAsync(messages[Id])).Verdict);
    }

    [Fact]
    public async Task A_workflow_that_is_archived_is_out_of_sight_until_it_is_put_again()
    {
        var shop = await engine.OpenShopAsync();
        await shop.Workflows.PauseWorkflowAsync(new PauseWorkflowRequest { WorkflowId = Id });
        await RefusedAsync("WORKFLOW_PAUSED", () => shop.Workflows.ArchiveWorkflowAsync(new() { WorkflowId = Id }).ResponseAsync);
        await shop.Workflows.ResumeWorkflowAsync(new ResumeWorkflowRequest { WorkflowId = Id });
        var archived = (await shop.Workflows.ArchiveWorkflowAsync(new ArchiveWorkflowRequest { WorkflowId = Id })).Workflow;
        Assert.Equal((WorkflowState.Archived, 0), (archived.State, archived.ActiveVersion));
        Assert.Equal(archived, (await shop.Workflows.ArchiveWorkflowAsync(new ArchiveWorkflowRequest { WorkflowId = Id })).Workflow);
        Assert.Empty((await shop.Workflows.ListWorkflowsAsync(new())).Workflows);
        Assert.Equal(archived, (await shop.Workflows.GetWorkflowAsync(new() { WorkflowId = Id })).Workflow);
        await RefusedAsync("WORKFLOW_ARCHIVED", () => shop.Workflows.ActivateWorkflowAsync(new() { WorkflowId = Id }).ResponseAsync);
        await RefusedAsync("WORKFLOW_ARCHIVED", () => shop.Workflows.PauseWorkflowAsync(new() { WorkflowId = Id }).ResponseAsync);

        var put = (await shop.Workflows.PutWorkflowAsync(new PutWorkflowRequest { WorkflowId = Id, Definition = A.CartWorkflow() })).Workflow;
        Assert.Equal((WorkflowState.Inactive, 2), (put.State, put.Version));
        Assert.Equal(put, Assert.Single((await shop.Workflows.ListWorkflowsAsync(new())).Workflows));
    }

    static (Verdict, string) Of(SendVerdict verdict) => (verdict.Verdict, verdict.Reason);

    static async Task RefusedAsync(string reason, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(
            (StatusCode.FailedPrecondition, reason),
            (refusal.StatusCode, FaultStatus.ReadDetails(refusal)!.Details[0].Unpack<Google.Rpc.ErrorInfo>().Reason));
    }
}
