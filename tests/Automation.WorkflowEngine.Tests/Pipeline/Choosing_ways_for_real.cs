using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Pipeline;

/// <summary>Branches and waits over the stored state of a run, with engines that die in the middle of them.</summary>
[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class Choosing_ways_for_real(EngineFixture engine)
{
    static readonly WorkflowDefinition s_flow = A.Definition("""
        {
          "displayName": "Until the checkout, until the appointment",
          "trigger": { "event": { "events": ["product_added"], "filter": { "text": "event.product.quantity > 0" } } },
          "reentry": { "keyed": { "key": "event.cart_id" } },
          "exitWhen": [{ "events": ["order_completed"], "filter": { "text": "order.total >= money('5 GBP')" } }],
          "steps": [
            { "stepId": "checkout", "waitForEvent": { "event": { "events": ["checkout_started"] }, "timeout": "3600s", "onTimeout": "worth" } },
            { "stepId": "call", "waitUntil": { "path": "profile.traits.call", "otherwise": "none" } },
            { "stepId": "called", "next": "none", "send": { "channel": "CHANNEL_EMAIL", "templateId": "called", "purpose": "PURPOSE_MARKETING" } },
            { "stepId": "worth", "next": "small", "branch": { "ways": [{ "when": { "text": "size(cart.lines) > 1" }, "next": "large" }] } },
            { "stepId": "small", "next": "none", "send": { "channel": "CHANNEL_EMAIL", "templateId": "small", "purpose": "PURPOSE_MARKETING" } },
            { "stepId": "large", "send": { "channel": "CHANNEL_EMAIL", "templateId": "large", "purpose": "PURPOSE_MARKETING" } },
            { "stepId": "none", "end": {} }
          ]
        }
        """);

    [Fact]
    public async Task Everybody_goes_the_right_way_once_whoever_is_killed()
    {
        var shop = await engine.OpenShopAsync(s_flow);
        var start = engine.Clock.Now;
        await shop.RecordAsync("small", A.Added("small"));
        await shop.RecordAsync("large", A.Added("large"), A.Added("large", "pot"));
        await shop.RecordAsync("waiting", Call(start.AddMinutes(90)), A.Added("waiting"));
        await shop.RecordAsync("in-time", Call(start.AddMinutes(30)), A.Added("in-time"));
        await shop.RecordAsync("nowhere", A.Added("nowhere"));
        await shop.RecordAsync("other-cart", A.Added("other-cart"), A.Checkout("another"));
        await shop.RecordAsync("buyer", A.Added("buyer"), A.Order("o1", "buyer"));
        await engine.PlayUntilAsync(start.AddMinutes(40));
        var replicas = engine.Suite.Processes.Where(process => process.Service == "workflow-engine").ToList();
        replicas.ForEach(replica => replica.Kill());

        foreach (var user in new[] { "waiting", "nowhere" })
            await shop.RecordAsync(user, A.Checkout(user));
        // Logged at the very instant at which the time is over, and found by engines that come back later.
        engine.Clock.MoveTo(start.AddHours(1));
        await shop.RecordAsync("in-time", A.Checkout("in-time"));
        replicas.ForEach(replica => replica.Launch());
        await Task.WhenAll(replicas.Select(replica => replica.HealthyAsync()));
        engine.Clock.MovePast(start.AddHours(1));
        await Until.TrueAsync(async () => (await engine.DispatchesAsync(shop.ShopId)).Count > 0, "a time-out is noticed");
        replicas[0].Kill();
        await replicas[0].StartAsync();
        await engine.PlayUntilAsync(start.AddHours(3));

        var messages = await engine.DispatchesAsync(shop.ShopId);
        Assert.Equal(
            ["called in-time", "called waiting", "large large", "small other-cart", "small small"],
            messages.Select(message => $"{message.StepId} {message.Content.Cart.CartId}").Order());
        Assert.Equal(
            start.AddMinutes(90).AddMicroseconds(1),
            messages.Single(message => message.Content.Cart.CartId == "waiting").DecideTime.ToDateTimeOffset());
        var runs = (await shop.ListRunsAsync()).ToDictionary(run => run.Key);
        Assert.Equal((RunState.Completed, "none"), (runs["nowhere"].State, runs["nowhere"].StepId));
        Assert.Equal(RunState.Exited, runs["buyer"].State);
        var history = (await shop.Runs.GetRunAsync(new GetRunRequest { RunId = runs["waiting"].RunId })).History;
        Assert.Equal(
            ["Entered", "WaitBegun", "EventCame", "WaitBegun", "WaitEnded", "SendRequested"],
            history.Select(entry => entry.DecisionCase.ToString()));
    }

    static Event Call(DateTimeOffset instant) => new()
    {
        ShopperIdentified = new ShopperIdentified
        {
            Traits = new Struct { Fields = { ["call"] = Value.ForString(instant.ToString("O")) } },
        },
    };
}
