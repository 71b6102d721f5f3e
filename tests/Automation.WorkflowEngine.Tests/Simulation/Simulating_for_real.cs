using Automation.Commerce.V1;
using Automation.Testing;
using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.Tests.Pipeline;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.WorkflowEngine.Tests.Simulation;

[Trait("kind", "stack")]
[Collection(EngineProcesses.Name)]
public sealed class Simulating_for_real(EngineFixture engine)
{
    const int Shoppers = 6;

    [Fact]
    public async Task The_recorded_log_gives_what_the_engine_asked_for_message_by_message()
    {
        var (definitions, lives) = Draw();
        var shop = await engine.OpenShopAsync(definitions[0]);
        await shop.Workflows.PutWorkflowAsync(new PutWorkflowRequest { WorkflowId = "second", Definition = definitions[1] });
        await shop.Workflows.ActivateWorkflowAsync(new ActivateWorkflowRequest { WorkflowId = "second" });
        var shoppers = await LiveAsync(shop, lives);
        var simulation = new SimulationService.SimulationServiceClient(engine.Suite.AsShop("workflow-engine", shop.Shop));
        var request = new SimulateRequest
        {
            Workflows = { new SimulatedWorkflow { WorkflowId = "cart-recovery", Version = 1 }, new SimulatedWorkflow { WorkflowId = "second" } },
            Recorded = new RecordedHistory { ShopperIds = { shoppers } },
            EndTime = engine.Clock.Now.AddMicroseconds(-1).ToTimestamp(),
        };

        var simulated = await simulation.SimulateAsync(request);

        var live = (await engine.DispatchesAsync(shop.ShopId)).Select(message =>
            $"{message.ShopperId} {message.WorkflowId} {message.MessageId} {message.StepId} {message.Visit} {message.Channel} {message.DecideTime} {message.Content}");
        var would = simulated.Shoppers.SelectMany(shopper => shopper.Runs.SelectMany(run => run.Messages.Select(message =>
            $"{shopper.Shopper} {run.Run.WorkflowId} {message.MessageId} {message.StepId} {message.Visit} {message.Channel} {message.DecideTime} {message.Content}")));
        Assert.Equal(live.Order(StringComparer.Ordinal), would.Order(StringComparer.Ordinal));
        Assert.NotEmpty(live);
        var runs = (await shop.Runs.ListRunsAsync(new ListRunsRequest { PageSize = 500 })).Runs;
        Assert.Equal(
            runs.Select(run => $"{run}").Order(StringComparer.Ordinal),
            simulated.Shoppers.SelectMany(shopper => shopper.Runs).Select(run => $"{run.Run}").Order(StringComparer.Ordinal));
        Assert.Equal(simulated.ToByteArray(), (await simulation.SimulateAsync(request)).ToByteArray());

        await ExplainAsync(simulation, simulated, runs);
    }

    [Fact]
    public async Task A_request_with_faults_is_told_all_of_them_and_changes_nothing()
    {
        var shop = await engine.OpenShopAsync();
        var simulation = new SimulationService.SimulationServiceClient(engine.Suite.AsShop("workflow-engine", shop.Shop));
        var given = new GivenHistory { Events = { new SimulatedEvent { Shopper = "ann", LogTime = A.Start.ToTimestamp(), Event = A.Added("c1") } } };
        async Task<string> RefusedAsync(SimulateRequest request) =>
            (await Assert.ThrowsAsync<RpcException>(async () => await simulation.SimulateAsync(request))).Status.Detail;

        Assert.StartsWith("workflows: ", await RefusedAsync(new SimulateRequest { Given = given }));
        var broken = new SimulateRequest { Given = given, Workflows = { new SimulatedWorkflow { WorkflowId = "new", Definition = new WorkflowDefinition() } } };
        Assert.Contains("workflows[0].definition.display_name", await RefusedAsync(broken));
        var unknown = new SimulateRequest { Given = given, Workflows = { new SimulatedWorkflow { WorkflowId = "nobody-put-it" } } };
        Assert.Contains("no workflow 'nobody-put-it'", await RefusedAsync(unknown));
        var stored = new SimulatedWorkflow { WorkflowId = "cart-recovery" };
        Assert.StartsWith("given: ", await RefusedAsync(new SimulateRequest { Workflows = { stored } }));
        Assert.StartsWith("workflows[1].workflow_id: ", await RefusedAsync(new SimulateRequest { Given = given, Workflows = { stored, stored } }));
        var circle = new SimulateRequest
        {
            Given = given,
            Workflows = { stored },
            Segments =
            {
                new SimulatedSegment { SegmentId = "a", Text = "in_segment(\"b\")" }, new SimulatedSegment { SegmentId = "b", Text = "in_segment(\"a\")" },
            },
        };
        Assert.Contains("ask for each other in a circle", await RefusedAsync(circle));

        var told = await simulation.SimulateAsync(new SimulateRequest { Given = given, Workflows = { stored }, Detail = TraceDetail.Messages });
        var run = Assert.Single(Assert.Single(told.Shoppers).Runs);
        Assert.Empty(run.History);
        Assert.Equal("ADDRESS_MISSING", Assert.Single(run.Messages).Reason);
        Assert.Empty(await shop.ListRunsAsync());
        Assert.Empty(await engine.DispatchesAsync(shop.ShopId));
    }

    /// <summary>Definitions that do much and histories that are not too long to be lived through.</summary>
    static (WorkflowDefinition[] Definitions, List<(double Minutes, Event Event)>[] Lives) Draw()
    {
        for (var seed = 0; ; seed++)
        {
            var random = new Random(seed);
            WorkflowDefinition[] definitions = [RandomWorkflows.Definition(random), RandomWorkflows.Definition(random)];
            var lives = Enumerable.Range(0, Shoppers).Select(_ => RandomWorkflows.Life(random).Take(12).ToList()).ToArray();
            var plan = Simulated.Plan(definitions);
            var simulated = lives.Select(life => Simulated.Run(plan, [.. life])).ToList();
            var decisions = simulated.Sum(shopper => shopper.Runs.Sum(run => run.History.Count));
            if (decisions < 400 && simulated.Sum(shopper => shopper.Runs.Sum(run => run.Messages.Count)) > 10 && simulated.Exists(shopper => shopper.Refusals.Count > 0))
                return (definitions, lives);
        }
    }

    /// <summary>Lives through the histories, event by event and due instant by due instant.</summary>
    /// <returns>Who lived.</returns>
    async Task<string[]> LiveAsync(TestShop shop, List<(double Minutes, Event Event)>[] lives)
    {
        var start = engine.Clock.Now.AddMinutes(1);
        var shoppers = new string[lives.Length];
        var all = lives.Index().SelectMany(life => life.Item.Select(row => (life.Index, row.Minutes, row.Event))).OrderBy(row => row.Minutes);
        foreach (var (index, minutes, told) in all)
        {
            var now = start + TimeSpan.FromMinutes(minutes);
            await PassTimeAsync(shop, now);
            var @event = told.Clone();
            if (@event.OccurTime is { } occurTime)
                @event.OccurTime = (start + (occurTime.ToDateTimeOffset() - A.Start)).ToTimestamp();
            shoppers[index] = await shop.RecordAsync(new Identifiers { UserId = $"user-{index}", Email = $"user-{index}@example.com" }, @event);
            await SettleAsync(shop);
        }
        await PassTimeAsync(shop, engine.Clock.Now.AddDays(1));
        return shoppers;
    }

    async Task PassTimeAsync(TestShop shop, DateTimeOffset instant)
    {
        while (await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1)) is { } due && due < instant)
        {
            engine.Clock.MovePast(due);
            await SettleAsync(shop);
        }
        if (engine.Clock.Now < instant)
            engine.Clock.MoveTo(instant);
        await SettleAsync(shop);
    }

    /// <summary>Whatever is asked for meets its end before the clock goes on.</summary>
    async Task SettleAsync(TestShop shop)
    {
        while (true)
        {
            await engine.Suite.SettleAsync(engine.Clock.Now.AddMicroseconds(-1));
            var sending = (await shop.Runs.ListRunsAsync(new ListRunsRequest { State = RunState.Sending, PageSize = 500 })).Runs;
            if (sending.Count == 0)
                return;
            foreach (var run in sending)
            {
                await shop.SettleMessageAsync(new DispatchRecord
                {
                    MessageId = run.MessageId, RunId = run.RunId, StepId = run.StepId, ShopperId = run.ShopperId, Channel = Channel.Email,
                });
            }
        }
    }

    static async Task ExplainAsync(SimulationService.SimulationServiceClient simulation, SimulateResponse simulated, IReadOnlyList<Run> runs)
    {
        var live = runs.ToDictionary(run => run.RunId);
        foreach (var shopper in simulated.Shoppers)
        {
            foreach (var run in shopper.Runs.Take(2))
            {
                var began = await simulation.ExplainAsync(new ExplainRequest
                {
                    ShopperId = shopper.Shopper, EventId = run.History[0].Event.EventId, WorkflowId = run.Run.WorkflowId,
                });
                Assert.Equal(live[run.Run.RunId], began.Began?.Run);
                Assert.Equal(run.Messages.Select(message => message.MessageId), began.Began!.Messages.Select(message => message.MessageId));
            }
            foreach (var refusal in shopper.Refusals.Take(3))
            {
                var refused = await simulation.ExplainAsync(new ExplainRequest
                {
                    ShopperId = shopper.Shopper, EventId = refusal.EventId, WorkflowId = refusal.WorkflowId,
                });
                Assert.Equal(refusal, refused.Refusal);
            }
        }
    }
}
