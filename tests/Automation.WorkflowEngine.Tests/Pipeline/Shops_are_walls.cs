using Automation.EventLog.Following;
using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.WorkflowEngine.Tests.Pipeline;

[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class Shops_are_walls(EngineFixture engine)
{
    [Fact]
    public async Task A_key_opens_its_own_workflows_and_runs_only()
    {
        var mine = await engine.OpenShopAsync();
        var theirs = await engine.OpenShopAsync();
        var shopper = await theirs.RecordAsync("anna", A.Added("c1"));
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
        var run = Assert.Single(await theirs.ListRunsAsync());

        Assert.Empty(await mine.ListRunsAsync());
        Assert.Empty(await mine.ListRunsAsync(shopper));
        await StatusAsync(StatusCode.NotFound, mine.Runs.GetRunAsync(new() { RunId = run.RunId }));
        await theirs.Workflows.PutWorkflowAsync(new() { WorkflowId = "secret", Definition = A.CartWorkflow() });
        await StatusAsync(StatusCode.NotFound, mine.Workflows.GetWorkflowAsync(new() { WorkflowId = "secret" }));
        await StatusAsync(StatusCode.NotFound, mine.Workflows.ActivateWorkflowAsync(new() { WorkflowId = "secret" }));
        await StatusAsync(StatusCode.NotFound, mine.Workflows.DeactivateWorkflowAsync(new() { WorkflowId = "secret" }));
        Assert.DoesNotContain((await mine.Workflows.ListWorkflowsAsync(new())).Workflows, workflow => workflow.WorkflowId == "secret");
    }

    [Fact]
    public async Task An_event_moves_runs_of_its_own_shop_only()
    {
        var mine = await engine.OpenShopAsync();
        var theirs = new TestShop(engine, await engine.Suite.CreateShopAsync());
        var start = engine.Clock.Now;
        await mine.RecordAsync("anna", A.Added("c1"));
        await theirs.RecordAsync("anna", A.Added("c1"), A.Order("o1", "c1"));
        await engine.PlayUntilAsync(start.AddHours(2));
        Assert.Single(await engine.DispatchesAsync(mine.ShopId));
        Assert.Empty(await engine.DispatchesAsync(theirs.ShopId));
        Assert.Empty(await theirs.ListRunsAsync());
    }

    [Fact]
    public async Task Logs_and_checks_are_for_services_of_the_suite()
    {
        var shop = await engine.OpenShopAsync();
        var dispatches = new DispatchLogService.DispatchLogServiceClient(engine.Suite.AsShop("workflow-engine", shop.Shop));
        var checks = new SendCheckService.SendCheckServiceClient(engine.Suite.AsShop("workflow-engine", shop.Shop));
        await StatusAsync(StatusCode.PermissionDenied, dispatches.HeadsAsync(new()));
        await StatusAsync(StatusCode.PermissionDenied, dispatches.ReadPartitionAsync(new()));
        await StatusAsync(StatusCode.PermissionDenied, checks.CheckSendsAsync(new()));
        var nobody = new RunService.RunServiceClient(engine.Suite.AsNobody("workflow-engine"));
        await StatusAsync(StatusCode.Unauthenticated, nobody.ListRunsAsync(new()));
        var log = new DispatchLogService.DispatchLogServiceClient(engine.Suite.AsService("workflow-engine"));
        await StatusAsync(StatusCode.InvalidArgument, log.ReadPartitionAsync(new() { Partition = Partitions.Count }));
        await StatusAsync(StatusCode.InvalidArgument, log.ReadPartitionAsync(new() { AfterSequence = -1 }));
    }

    static async Task StatusAsync<T>(StatusCode expected, AsyncUnaryCall<T> call) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
}
