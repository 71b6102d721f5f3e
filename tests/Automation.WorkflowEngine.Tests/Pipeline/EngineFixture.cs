using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.EventLog.Following;
using Automation.Segmentation.V1;
using Automation.Testing;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Pipeline;

/// <summary>Ingestion, segmentation and two replicas of the engine as processes, on a driven clock.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    Suite? _suite;

    public Suite Suite => _suite!;

    public SuiteClock Clock => Suite.Clock!;

    public async Task InitializeAsync() => _suite = await Suite.StartAsync(new SuitePlan
    {
        Services = ["ingestion", "segmentation", "workflow-engine"],
        Replicas = new Dictionary<string, int> { ["workflow-engine"] = 2 },
        DrivenFrom = A.Start,
    });

    public async Task DisposeAsync()
    {
        if (_suite is not null)
            await _suite.DisposeAsync();
    }

    /// <summary>A shop in which the shipped workflow, or another one, is active.</summary>
    internal async Task<TestShop> OpenShopAsync(WorkflowDefinition? definition = null, string? shopId = null)
    {
        var shop = new TestShop(this, await Suite.CreateShopAsync(shopId));
        await shop.Workflows.PutWorkflowAsync(new PutWorkflowRequest
        {
            WorkflowId = "cart-recovery",
            Definition = definition ?? A.CartWorkflow(),
        });
        await shop.Workflows.ActivateWorkflowAsync(new ActivateWorkflowRequest { WorkflowId = "cart-recovery" });
        return shop;
    }

    /// <summary>Kills both replicas of the engine and starts them again.</summary>
    internal async Task KillBothAsync(Func<Task>? meanwhile = null)
    {
        var replicas = Suite.Processes.Where(process => process.Service == "workflow-engine").ToList();
        replicas.ForEach(replica => replica.Kill());
        if (meanwhile is not null)
            await meanwhile();
        replicas.ForEach(replica => replica.Launch());
        await Task.WhenAll(replicas.Select(replica => replica.HealthyAsync()));
    }

    /// <summary>Moves the clock past an instant, from one due instant to the next, as a player does.</summary>
    internal async Task PlayUntilAsync(DateTimeOffset instant)
    {
        while (true)
        {
            // A timer that is due right now fires only when the clock has gone on: events of this instant may still come.
            var next = await Suite.SettleAsync(Clock.Now.AddMicroseconds(-1));
            if (next is null || next > instant)
                break;
            Clock.MovePast(next.Value);
        }
        if (instant >= Clock.Now)
            Clock.MovePast(instant);
        await Suite.SettleAsync(Clock.Now.AddMicroseconds(-1));
    }

    /// <summary>The whole dispatch log, whichever replica is asked.</summary>
    internal async Task<List<DispatchRecord>> DispatchesAsync(string? shopId = null, int replica = 0)
    {
        var log = new DispatchLogService.DispatchLogServiceClient(Suite.AsService("workflow-engine", replica: replica));
        var records = new List<DispatchRecord>();
        for (var partition = 0; partition < Partitions.Count; partition++)
        {
            var read = await log.ReadPartitionAsync(new V1.ReadPartitionRequest { Partition = partition, MaxRecords = 5_000 });
            Assert.Equal(Enumerable.Range(1, read.Records.Count).Select(number => (long)number), read.Records.Select(record => record.Sequence));
            records.AddRange(read.Records);
        }
        return records.Where(record => shopId is null || record.ShopId == shopId).ToList();
    }
}

[CollectionDefinition(Name)]
public sealed class EngineProcesses : ICollectionFixture<EngineFixture>
{
    public const string Name = "engine processes";
}

/// <summary>A shop in which things happen.</summary>
sealed class TestShop(EngineFixture fixture, SuiteShop shop)
{
    readonly IngestionService.IngestionServiceClient _ingestion = new(fixture.Suite.AsShop("ingestion", shop));

    public string ShopId => shop.ShopId;

    public WorkflowService.WorkflowServiceClient Workflows { get; } = new(fixture.Suite.AsShop("workflow-engine", shop));

    public RunService.RunServiceClient Runs { get; } = new(fixture.Suite.AsShop("workflow-engine", shop));

    public SuiteShop Shop => shop;

    /// <summary>Puts a segment and waits until it counts.</summary>
    public async Task PutSegmentAsync(string segmentId, string text)
    {
        var segments = new SegmentationService.SegmentationServiceClient(fixture.Suite.AsShop("segmentation", shop));
        var put = await segments.PutSegmentAsync(new() { SegmentId = segmentId, Definition = new() { DisplayName = segmentId, Text = text } });
        await Until.TrueAsync(
            async () => (await segments.GetSegmentAsync(new() { SegmentId = segmentId })).Segment.EffectiveVersion == put.Segment.Version, $"{segmentId} counts");
    }

    /// <summary>Records events of a user now, in order, and answers the shopper's id.</summary>
    public Task<string> RecordAsync(string userId, params Event[] events) => RecordAsync(new Identifiers { UserId = userId }, events);

    /// <summary>The same of whoever is named so.</summary>
    public async Task<string> RecordAsync(Identifiers identifiers, params Event[] events)
    {
        var shopperId = "";
        foreach (var @event in events)
            shopperId = (await SendAsync(identifiers, @event)).ShopperId;
        return shopperId;
    }

    /// <summary>Records one event and answers where it stands.</summary>
    public async Task<LogPosition> RecordOneAsync(Identifiers identifiers, Event @event) => (await SendAsync(identifiers, @event)).Position;

    async Task<RecordEventResponse> SendAsync(Identifiers identifiers, Event @event)
    {
        var sent = @event.Clone();
        sent.EventId = Guid.NewGuid().ToString();
        sent.Identifiers = identifiers.Clone();
        return await _ingestion.RecordEventAsync(new RecordEventRequest { Event = sent });
    }

    /// <summary>What channel-delivery says when a message has met its end.</summary>
    public async Task SettleMessageAsync(DispatchRecord message, MessageOutcome outcome = MessageOutcome.Sent, string reason = "")
    {
        var client = new DerivedEventService.DerivedEventServiceClient(fixture.Suite.AsService("ingestion"));
        var @event = A.Settled(message, outcome, reason);
        @event.EventId = $"settled-{message.MessageId}";
        var response = await client.RecordDerivedEventsAsync(new RecordDerivedEventsRequest
        {
            Events = { new DerivedEvent { ShopId = ShopId, ShopperId = message.ShopperId, Depth = message.Depth + 1, Event = @event } },
        });
        Assert.Equal(Outcome.Recorded, Assert.Single(response.Outcomes));
    }

    public async Task<IReadOnlyList<Run>> ListRunsAsync(string shopperId = "") =>
        (await Runs.ListRunsAsync(new ListRunsRequest { ShopperId = shopperId })).Runs;

    /// <summary>The check before a send.</summary>
    public async Task<SendVerdict> CheckAsync(DispatchRecord message, int replica = 0) =>
        Assert.Single((await CheckManyAsync([message], replica)).Verdicts);

    /// <summary>The same for several messages, with all that the answer says.</summary>
    public async Task<CheckSendsResponse> CheckManyAsync(IReadOnlyList<DispatchRecord> messages, int replica = 0)
    {
        var client = new SendCheckService.SendCheckServiceClient(fixture.Suite.AsService("workflow-engine", replica: replica));
        return await client.CheckSendsAsync(new CheckSendsRequest { Checks = { messages.Select(CheckOf) } });
    }

    public static SendCheck CheckOf(DispatchRecord message) => new()
    {
        MessageId = message.MessageId,
        RunId = message.RunId,
        ShopId = message.ShopId,
        ShopperId = message.ShopperId,
        Partition = message.Partition,
        Revision = message.Content.Revision,
    };
}
