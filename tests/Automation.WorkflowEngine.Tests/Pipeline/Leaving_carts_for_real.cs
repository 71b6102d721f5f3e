using Automation.Commerce.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Pipeline;

[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class Leaving_carts_for_real(EngineFixture engine)
{
    [Fact]
    public async Task Each_abandoned_cart_is_asked_for_exactly_once_at_its_due_instant()
    {
        var shop = await engine.OpenShopAsync();
        var start = engine.Clock.Now;
        var idle = await shop.RecordAsync("idle", A.Added("c1", "mug", 2), A.Added("c1", "bowl"), A.Removed("c1", "bowl"));
        var buyer = await shop.RecordAsync("buyer", A.Added("c2"));
        var returning = await shop.RecordAsync("returning", A.Added("c3"), A.Added("c4"));
        var late = await shop.RecordAsync("late", A.Added("c5"));
        await engine.PlayUntilAsync(start.AddMinutes(30));
        await shop.RecordAsync("returning", A.Added("c3", "pot"));
        var second = engine.Clock.Now;
        await shop.RecordAsync("buyer", A.Order("o1"));
        // Stops exactly at the due instant: an order with this very log time is on time.
        await engine.PlayUntilAsync(start.AddHours(1).AddMicroseconds(-2));
        engine.Clock.MoveTo(start.AddHours(1));
        await shop.RecordAsync("late", A.Order("o2", "c5"));
        await engine.PlayUntilAsync(start.AddHours(3));

        var messages = (await engine.DispatchesAsync(shop.ShopId)).ToDictionary(message => message.Content.Cart.CartId);
        Assert.Equal(["c1", "c3", "c4"], messages.Keys.Order());
        Assert.Equal((idle, "mug", 2), (messages["c1"].ShopperId, messages["c1"].Content.Cart.Lines.Single().ProductId, messages["c1"].Content.Cart.Lines.Single().Quantity));
        Assert.Equal(["mug", "pot"], messages["c3"].Content.Cart.Lines.Select(line => line.ProductId));
        Assert.Equal(start.AddHours(1).AddMicroseconds(1), messages["c1"].DecideTime.ToDateTimeOffset());
        Assert.Equal(second.AddHours(1).AddMicroseconds(1), messages["c3"].DecideTime.ToDateTimeOffset());

        var bought = Assert.Single(await shop.ListRunsAsync(buyer));
        Assert.Equal((RunState.Exited, RunReasons.ExitEvent), (bought.State, bought.EndReason));
        var lateRun = Assert.Single(await shop.ListRunsAsync(late));
        Assert.Equal((RunState.Exited, start.AddHours(1)), (lateRun.State, lateRun.EndTime.ToDateTimeOffset()));
        Assert.Equal(2, (await shop.ListRunsAsync(returning)).Count);

        // What the ledger learns from delivery brings the run to its end.
        await shop.SettleMessageAsync(messages["c1"]);
        await engine.Suite.SettleAsync(engine.Clock.Now);
        var run = Assert.Single(await shop.ListRunsAsync(idle));
        Assert.Equal((RunState.Completed, ""), (run.State, run.StepId));
        var history = (await shop.Runs.GetRunAsync(new GetRunRequest { RunId = run.RunId })).History;
        Assert.Equal(
            ["Entered", "WaitBegun", "WaitRestarted", "WaitRestarted", "WaitEnded", "SendRequested", "SendSettled", "Ended"],
            history.Select(entry => entry.DecisionCase.ToString()));
    }

    [Fact]
    public async Task Killed_around_the_due_instant_an_engine_asks_exactly_once()
    {
        var shop = await engine.OpenShopAsync();
        var start = engine.Clock.Now;
        var expected = new List<string>();
        for (var user = 0; user < 40; user++)
        {
            await shop.RecordAsync($"user-{user}", A.Added($"k{user}"));
            expected.Add($"k{user}");
        }
        await engine.Suite.SettleAsync(engine.Clock.Now);

        // Both replicas die while the timers fire, one right away and the other some of them later.
        engine.Clock.MovePast(start.AddHours(1));
        var first = engine.Suite["workflow-engine", 0];
        var second = engine.Suite["workflow-engine", 1];
        first.Kill();
        await Until.TrueAsync(async () => (await engine.DispatchesAsync(shop.ShopId, replica: 1)).Count > 0, "a timer fires in the replica that is left");
        second.Kill();
        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        await engine.PlayUntilAsync(start.AddHours(2));

        var carts = (await engine.DispatchesAsync(shop.ShopId)).Select(message => message.Content.Cart.CartId).ToList();
        Assert.Equal(expected.Order(), carts.Order());
    }

    [Fact]
    public async Task A_shopper_who_comes_back_while_the_engine_is_away_is_decided_on_as_if_it_were_there()
    {
        var shop = await engine.OpenShopAsync();
        var start = engine.Clock.Now;
        await shop.RecordAsync("in-time", A.Added("c1"));
        await shop.RecordAsync("too-late", A.Added("c2"));
        await engine.Suite.SettleAsync(engine.Clock.Now);
        foreach (var process in engine.Suite.Processes.Where(process => process.Service == "workflow-engine"))
            process.Kill();

        engine.Clock.MoveTo(start.AddMinutes(59));
        await shop.RecordAsync("in-time", A.Order("o1"));
        engine.Clock.MoveTo(start.AddMinutes(90));
        await shop.RecordAsync("too-late", A.Added("c2", "pot"));
        foreach (var process in engine.Suite.Processes.Where(process => process.Service == "workflow-engine"))
            process.Launch();
        await Task.WhenAll(engine.Suite.Processes.Select(process => process.HealthyAsync()));
        await engine.PlayUntilAsync(start.AddMinutes(91));

        var message = Assert.Single(await engine.DispatchesAsync(shop.ShopId));
        Assert.Equal("c2", message.Content.Cart.CartId);
        // Decided late, with what the cart held by then.
        Assert.Equal(["mug", "pot"], message.Content.Cart.Lines.Select(line => line.ProductId));
    }

    [Fact]
    public async Task An_order_ends_a_run_that_began_in_the_same_batch()
    {
        var shop = await engine.OpenShopAsync();
        var start = engine.Clock.Now;
        // What an engine finds when it comes back it handles together.
        var replicas = engine.Suite.Processes.Where(process => process.Service == "workflow-engine").ToList();
        replicas.ForEach(replica => replica.Kill());
        var shopper = await shop.RecordAsync("quick", A.Added("left"), A.Added("bought"), A.Order("o1", "bought"));
        replicas.ForEach(replica => replica.Launch());
        await Task.WhenAll(replicas.Select(replica => replica.HealthyAsync()));
        await engine.PlayUntilAsync(start.AddHours(2));

        Assert.Empty(await engine.DispatchesAsync(shop.ShopId));
        Assert.All(await shop.ListRunsAsync(shopper), run => Assert.Equal((RunState.Exited, start), (run.State, run.EndTime.ToDateTimeOffset())));
    }
}
