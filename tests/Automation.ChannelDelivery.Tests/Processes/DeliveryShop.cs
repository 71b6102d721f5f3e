using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.V1;
using Automation.Testing;
using Automation.WorkflowEngine.V1;
using Grpc.Core;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>A shop with workflows in which things happen.</summary>
sealed class DeliveryShop
{
    readonly DeliveryStack _stack;
    readonly SuiteShop _shop;
    readonly IngestionService.IngestionServiceClient _ingestion;
    int _count;

    DeliveryShop(DeliveryStack stack, SuiteShop shop)
    {
        (_stack, _shop) = (stack, shop);
        _ingestion = new(stack.Suite.AsShop("ingestion", shop));
    }

    public string ShopId => _shop.ShopId;

    public DeliveryService.DeliveryServiceClient Deliveries => new(AsShop());

    public MarketingService.MarketingServiceClient Marketing => new(_stack.Suite.AsShop("workflow-engine", _shop));

    CatalogService.CatalogServiceClient Catalog => new(_stack.Suite.AsService("recommendations", ShopId));

    public PolicyService.PolicyServiceClient Policies => new(AsShop());

    /// <summary>A new shop in which workflows are active; without any, the one that asks at once.</summary>
    public static async Task<DeliveryShop> OpenAsync(DeliveryStack stack, params WorkflowDefinition[] definitions)
    {
        var shop = await stack.Suite.CreateShopAsync(timeZone: "UTC");
        var workflows = new WorkflowService.WorkflowServiceClient(stack.Suite.AsShop("workflow-engine", shop));
        foreach (var (index, definition) in (definitions.Length > 0 ? definitions : [Definitions.AtOnce()]).Index())
        {
            await workflows.PutWorkflowAsync(new PutWorkflowRequest { WorkflowId = $"workflow-{index}", Definition = definition });
            await workflows.ActivateWorkflowAsync(new ActivateWorkflowRequest { WorkflowId = $"workflow-{index}" });
        }
        return new DeliveryShop(stack, shop);
    }

    /// <summary>Calls a process of channel-delivery with the shop's key.</summary>
    public CallInvoker AsShop(int replica = 0) => _stack.Suite.AsShop("channel-delivery", _shop, replica);

    /// <summary>Somebody agrees to e-mail.</summary>
    public async Task<Buyer> AddBuyerAsync(string? email = null)
    {
        var userId = $"user-{++_count}";
        var buyer = new Buyer(ShopId, userId, email ?? $"{userId}@{ShopId}.example.com", "");
        var consent = await RecordAsync(buyer, Happening.Consent(ConsentState.Subscribed));
        return buyer with { ShopperId = consent.ShopperId };
    }

    public async Task<RecordEventResponse> RecordAsync(Buyer buyer, Event @event) =>
        await _ingestion.RecordEventAsync(new RecordEventRequest { Event = Of(buyer, @event) });

    /// <summary>Events of several shoppers in one call.</summary>
    public async Task RecordAsync(IEnumerable<(Buyer Buyer, Event Event)> events)
    {
        var request = new BatchRecordEventsRequest { Events = { events.Select(pair => Of(pair.Buyer, pair.Event)) } };
        Assert.All((await _ingestion.BatchRecordEventsAsync(request)).Outcomes, outcome => Assert.Equal(Outcome.Recorded, outcome));
    }

    /// <summary>Something happens that no shopper did.</summary>
    public async Task<RecordEventResponse> RecordAsync(Event @event)
    {
        var own = @event.Clone();
        own.EventId = Guid.NewGuid().ToString();
        return await _ingestion.RecordEventAsync(new RecordEventRequest { Event = own });
    }

    /// <summary>The catalog has these products when it returns.</summary>
    public async Task PutProductsAsync(params Product[] products) =>
        await Catalog.UpsertProductsAsync(new UpsertProductsRequest { RequestId = Guid.NewGuid().ToString(), Products = { products } });

    /// <summary>The shop no longer sells these products.</summary>
    public async Task DeleteProductsAsync(params string[] productIds)
    {
        foreach (var productId in productIds)
            await RecordAsync(new Event { ProductDeleted = new ProductDeleted { ProductId = productId } });
    }

    /// <summary>Waits until the catalog includes events.</summary>
    public async Task CatalogReachesAsync(IEnumerable<LogPosition> positions)
    {
        foreach (var position in positions)
            await Catalog.BatchGetProductsAsync(new BatchGetProductsRequest { ProductIds = { "any" }, MinPositions = { position } });
    }

    /// <summary>The buyer leaves a new cart, and the engine asks for the message about it.</summary>
    public async Task<DispatchRecord> LeaveCartAsync(Buyer buyer, Event? left = null)
    {
        var former = (await AskedForAsync(buyer)).Count;
        await RecordAsync(buyer, left ?? Happening.CartLeft());
        return await NextAskedForAsync(buyer, former);
    }

    /// <summary>The message that the engine asks for after so many others for this buyer.</summary>
    public async Task<DispatchRecord> NextAskedForAsync(Buyer buyer, int former = 0)
    {
        var asked = new List<DispatchRecord>();
        await _stack.UntilAsync(
            "the engine asks for a message", async () => (asked = await AskedForAsync(buyer)).Count > former, () => $"asked for {asked.Count}");
        return asked[former];
    }

    /// <summary>Every message that the engine asked for, for one buyer, in order.</summary>
    public async Task<List<DispatchRecord>> AskedForAsync(Buyer buyer)
    {
        var log = new DispatchLogService.DispatchLogServiceClient(_stack.Suite.AsService("workflow-engine"));
        var read = await log.ReadPartitionAsync(new WorkflowEngine.V1.ReadPartitionRequest { Partition = buyer.Partition, MaxRecords = 5_000 });
        return [.. read.Records.Where(record => record.ShopperId == buyer.ShopperId && record.ShopId == ShopId)];
    }

    /// <summary>What channel-delivery has told of its messages, as it stands in the event log.</summary>
    public async Task<List<LoggedEvent>> ToldAsync(params Buyer[] buyers)
    {
        var log = new EventLogService.EventLogServiceClient(_stack.Suite.AsService("ingestion"));
        var told = new List<LoggedEvent>();
        foreach (var partition in buyers.Select(buyer => buyer.Partition).Distinct())
        {
            for (long after = 0; ;)
            {
                var page = (await log.ReadPartitionAsync(new Ingestion.V1.ReadPartitionRequest { Partition = partition, AfterSequence = after })).Records;
                if (page.Count == 0)
                    break;
                after = page[^1].Sequence;
                told.AddRange(page.Where(record => record.ShopId == ShopId && IsTold(record.Event)));
            }
        }
        var shoppers = buyers.Select(buyer => buyer.ShopperId).ToHashSet();
        return [.. told.Where(record => shoppers.Contains(record.ShopperId))];
    }

    public async Task<Delivery> GetAsync(string messageId, int replica = 0) =>
        (await new DeliveryService.DeliveryServiceClient(AsShop(replica)).GetMessageAsync(new GetMessageRequest { MessageId = messageId })).Message;

    public async Task<IReadOnlyList<Delivery>> ListAsync(Buyer buyer) =>
        (await Deliveries.ListShopperMessagesAsync(new ListShopperMessagesRequest { ShopperId = buyer.ShopperId })).Messages;

    public async Task<SendPolicy> PutPolicyAsync(SendPolicy policy) =>
        (await Policies.PutSendPolicyAsync(new PutSendPolicyRequest { Policy = policy })).Policy;

    /// <summary>Waits until a message stands somewhere.</summary>
    public async Task<Delivery> WaitForAsync(DispatchRecord asked, DeliveryState state, string? reason = null, int replica = 0)
    {
        Delivery? last = null;
        await _stack.UntilAsync($"message {asked.MessageId} is {state} {reason}", async () =>
        {
            try
            {
                last = await GetAsync(asked.MessageId, replica);
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.NotFound)
            {
                return false;
            }
            return last.State == state && (reason is null || last.Reason == reason);
        }, () => last?.ToString() ?? "not there");
        return last!;
    }

    static bool IsTold(Event? @event) => @event?.MessageSettled is not null || @event?.ConsentChanged?.MessageId.Length > 0;

    static Event Of(Buyer buyer, Event @event)
    {
        var own = @event.Clone();
        own.EventId = Guid.NewGuid().ToString();
        own.Identifiers = buyer.Identifiers;
        return own;
    }
}
