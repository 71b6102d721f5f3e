using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Pipeline;

/// <summary>What was before is known from the stored runs, whichever replica decides.</summary>
[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class Coming_in_again_for_real(EngineFixture engine)
{
    [Fact]
    public async Task The_end_of_the_last_run_and_the_only_one_are_remembered()
    {
        var fromExit = A.CartWorkflow();
        fromExit.Reentry.Keyed.Cooldown = new Duration { Seconds = 1_800 };
        fromExit.Reentry.CooldownStart = CooldownStart.Exit;
        var shop = await engine.OpenShopAsync(fromExit);
        var once = A.CartWorkflowAgainAndAgain();
        once.Reentry = new Reentry { Shopper = new ShopperReentry(), Once = true };
        once.SendGuard = null;
        await shop.Workflows.PutWorkflowAsync(new PutWorkflowRequest { WorkflowId = "once", Definition = once });
        await shop.Workflows.ActivateWorkflowAsync(new ActivateWorkflowRequest { WorkflowId = "once" });

        var start = engine.Clock.Now;
        var shopper = await shop.RecordAsync("again", A.Added("c1"));
        await engine.PlayUntilAsync(start.AddMinutes(50));
        await shop.RecordAsync("again", A.Order("o1", "c1"));
        var end = engine.Clock.Now;
        await engine.PlayUntilAsync(end.AddMinutes(29));
        await shop.RecordAsync("again", A.Added("c1", "pot"));
        await engine.PlayUntilAsync(end.AddMinutes(31));
        await shop.RecordAsync("again", A.Added("c1", "bowl"));
        var back = engine.Clock.Now;
        await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));

        var runs = await shop.ListRunsAsync(shopper);
        Assert.Equal(
            [("cart-recovery", "c1", back), ("cart-recovery", "c1", start), ("once", "shopper", start)],
            runs.Select(run => (run.WorkflowId, run.Key, run.EnterTime.ToDateTimeOffset()))
                .OrderBy(run => run.WorkflowId, StringComparer.Ordinal).ThenByDescending(run => run.Item3));
    }
}
