using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.WorkflowEngine.Tests.Pipeline;

/// <summary>Steps that reach beyond their run, through the real log, with engines that die in the middle of them.</summary>
[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class Reaching_out_for_real(EngineFixture engine)
{
    const string ByCart = """ "reentry": { "keyed": { "key": "event.cart_id" } } """;

    static readonly WorkflowDefinition s_first = A.Definition($$"""
        {
          "displayName": "Mark, tell and start",
          "trigger": { "event": { "events": ["product_added"] } }, {{ByCart}},
          "steps": [
            { "stepId": "idle", "wait": { "duration": "3600s" } },
            { "stepId": "mark", "setTrait": { "traits": [{ "name": "left_cart", "path": "cart.cart_id" }] } },
            { "stepId": "list", "changeList": { "listId": "left", "change": "LIST_CHANGE_JOINED" } },
            { "stepId": "tell", "emitEvent": { "name": "cart_left", "properties": [{ "name": "cart", "path": "cart.cart_id" }] } },
            { "stepId": "start", "startWorkflow": { "workflowId": "second" } }
          ]
        }
        """);

    static readonly WorkflowDefinition s_second = A.Definition($$"""
        {
          "displayName": "In the morning",
          "trigger": { "event": { "events": ["checkout_started"] } }, {{ByCart}},
          "steps": [
            { "stepId": "morning", "waitLocal": { "timeOfDay": "08:30" } },
            { "stepId": "hello", "send": { "channel": "CHANNEL_EMAIL", "templateId": "hello", "purpose": "PURPOSE_MARKETING" } }
          ]
        }
        """);

    static readonly WorkflowDefinition s_third = A.Definition("""
        {
          "displayName": "By what the first one tells",
          "trigger": { "event": { "events": ["cart_left"] } },
          "reentry": { "keyed": { "key": "event.properties.cart" } },
          "steps": [
            { "stepId": "lot", "randomSplit": { "ways": [
              { "wayId": "here", "percent": 50, "next": "end" }, { "wayId": "there", "percent": 50, "next": "end" }] } },
            { "stepId": "end", "end": {} }
          ]
        }
        """);

    [Fact]
    public async Task Everything_happens_once_whoever_is_killed()
    {
        var shop = new TestShop(engine, await engine.Suite.CreateShopAsync());
        foreach (var (id, definition) in new[] { ("second", s_second), ("third", s_third), ("cart-recovery", s_first) })
        {
            await shop.Workflows.PutWorkflowAsync(new() { WorkflowId = id, Definition = definition });
            await shop.Workflows.ActivateWorkflowAsync(new() { WorkflowId = id });
        }
        var start = engine.Clock.Now;
        var users = Enumerable.Range(1, 12).Select(number => $"user-{number}").ToList();
        var shoppers = new Dictionary<string, string>();
        foreach (var user in users)
            shoppers[user] = await shop.RecordAsync(user, A.Custom("seen"), Lives("Asia/Tokyo"), A.Added(user));
        await engine.PlayUntilAsync(start.AddMinutes(59));
        var replicas = engine.Suite.Processes.Where(process => process.Service == "workflow-engine").ToList();
        // All are due at once; one engine dies while they fire, the other one as soon as the first is back.
        engine.Clock.MovePast(start.AddMinutes(62));
        await Until.TrueAsync(async () => (await shop.ListRunsAsync()).Any(run => run.WorkflowId == "second"), "a run is started");
        replicas[0].Kill();
        await replicas[0].StartAsync();
        replicas[1].Kill();
        await replicas[1].StartAsync();
        await engine.PlayUntilAsync(start.AddMinutes(70));

        var runs = await shop.ListRunsAsync();
        foreach (var workflow in new[] { "cart-recovery", "second", "third" })
            Assert.Equal(users.Order(), runs.Where(run => run.WorkflowId == workflow).Select(run => run.Key).Order());
        // The next 08:30 in Tokyo, whatever the time of the clock that all tests share.
        Assert.All(runs.Where(run => run.WorkflowId == "second"), run => Assert.Equal((23, 30), (run.DueTime.ToDateTime().Hour, run.DueTime.ToDateTime().Minute)));
        var profiles = new ProfileService.ProfileServiceClient(engine.Suite.AsShop("segmentation", shop.Shop));
        foreach (var user in users)
        {
            var profile = (await profiles.GetProfileAsync(new() { ShopperId = shoppers[user] })).Profile;
            Assert.Equal(user, profile.Traits.Fields["left_cart"].StringValue);
            Assert.Equal(["left"], profile.ListIds);
        }
        var first = runs.First(run => run.WorkflowId == "cart-recovery");
        var answer = await shop.Runs.GetRunAsync(new GetRunRequest { RunId = first.RunId });
        Assert.Empty(answer.RefusedEvents);
        Assert.Equal(
            ["Entered", "WaitBegun", "WaitEnded", "EventEmitted", "EventEmitted", "EventEmitted", "WorkflowStarted", "Ended"],
            answer.History.Select(entry => entry.DecisionCase.ToString()));
        await engine.PlayUntilAsync(start.AddDays(2));
        Assert.Equal(users.Order(), (await engine.DispatchesAsync(shop.ShopId)).Select(message => message.Content.Cart.CartId).Order());
    }

    [Fact]
    public async Task What_ingestion_refuses_is_told_with_the_run()
    {
        // A property larger than any event may be.
        var shop = await engine.OpenShopAsync(A.Definition($$"""
            {
              "displayName": "Too much", "trigger": { "event": { "events": ["product_added"] } }, {{ByCart}},
              "steps": [{ "stepId": "tell", "emitEvent": { "name": "told", "properties": [{ "name": "a", "path": "profile.traits.long" }, { "name": "b", "path": "profile.traits.long" }] } }]
            }
            """));
        var long_ = new Event { ShopperIdentified = new ShopperIdentified { Traits = new Struct { Fields = { ["long"] = Value.ForString(new string('x', 20_000)) } } } };
        await shop.RecordAsync("ann", long_);
        await shop.RecordAsync("ann", A.Added("c1"));
        await engine.PlayUntilAsync(engine.Clock.Now.AddMinutes(1));
        var run = Assert.Single(await shop.ListRunsAsync());
        GetRunResponse answer = new();
        await Until.TrueAsync(async () => (answer = await shop.Runs.GetRunAsync(new GetRunRequest { RunId = run.RunId })).RefusedEvents.Count > 0, "the refusal is told");
        var refused = Assert.Single(answer.RefusedEvents);
        Assert.Equal($"step-{run.RunId}-tell-1", refused.EventId);
        Assert.Equal(refused.EventId, answer.History.Single(entry => entry.EventEmitted is not null).EventEmitted.EventId);
        Assert.NotEmpty(refused.Reason);
        Assert.Equal(RunState.Completed, run.State);
    }

    [Fact]
    public async Task Workflows_that_start_each_other_without_a_wait_are_not_activated()
    {
        var shop = new TestShop(engine, await engine.Suite.CreateShopAsync());
        foreach (var (id, other) in new[] { ("a", "b"), ("b", "a") })
        {
            await shop.Workflows.PutWorkflowAsync(new()
            {
                WorkflowId = id,
                Definition = A.Definition($$"""
                    {
                      "displayName": "{{id}}", "trigger": { "event": { "events": ["product_added"] } }, {{ByCart}},
                      "steps": [{ "stepId": "start", "startWorkflow": { "workflowId": "{{other}}" } }]
                    }
                    """),
            });
        }
        await shop.Workflows.ActivateWorkflowAsync(new() { WorkflowId = "a" });
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await shop.Workflows.ActivateWorkflowAsync(new() { WorkflowId = "b" }));
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains("b > a > b", refusal.Status.Detail, StringComparison.Ordinal);
    }

    static Event Lives(string zone) => new()
    {
        ShopperIdentified = new ShopperIdentified { Traits = new Struct { Fields = { ["time_zone"] = Value.ForString(zone) } } },
    };
}
