using System.Text.Json;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Automation.Testing;
using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.Invariants.Tests;

/// <summary>A shop with the abandoned-cart workflow as it is shipped, and what its shoppers do.</summary>
sealed class AttackedShop(Suite suite, SuiteShop shop)
{
    public string ShopId => shop.ShopId;

    public SuiteShop Shop => shop;

    public IngestionService.IngestionServiceClient Client(int replica = 0) => new(suite.AsShop("ingestion", shop, replica));

    public ProfileService.ProfileServiceClient Profiles => new(suite.AsShop("segmentation", shop));

    public RunService.RunServiceClient Runs => new(suite.AsShop("workflow-engine", shop));

    // With the service credential: a shop's key is asked of ingestion, which some tests take away.
    public DeliveryService.DeliveryServiceClient Deliveries => new(suite.AsService("channel-delivery", shop.ShopId));

    /// <summary>Opens a shop; with a definition of its own, or the one that is shipped.</summary>
    public static async Task<AttackedShop> OpenAsync(Suite suite, Action<WorkflowDefinition>? change = null)
    {
        var shop = await suite.CreateShopAsync();
        var definition = WorkflowDefinition.Parser.ParseJson(
            await File.ReadAllTextAsync(Repository.PathOf("samples", "workflows", "abandoned-cart.json")));
        change?.Invoke(definition);
        var workflows = new WorkflowService.WorkflowServiceClient(suite.AsShop("workflow-engine", shop));
        await workflows.PutWorkflowAsync(new PutWorkflowRequest { WorkflowId = "cart-recovery", Definition = definition });
        await workflows.ActivateWorkflowAsync(new ActivateWorkflowRequest { WorkflowId = "cart-recovery" });
        return new AttackedShop(suite, shop);
    }

    public string AddressOf(string user) => $"{user}@{shop.ShopId}.example";

    /// <summary>Records something that a user did, now.</summary>
    public async Task<RecordEventResponse> RecordAsync(string user, Event action, int replica = 0)
    {
        var sent = action.Clone();
        if (sent.EventId.Length == 0)
            sent.EventId = Guid.NewGuid().ToString();
        sent.Identifiers = new Identifiers { UserId = user, Email = AddressOf(user) };
        return await Client(replica).RecordEventAsync(new RecordEventRequest { Event = sent }, deadline: DateTime.UtcNow.AddSeconds(60));
    }

    /// <summary>A shopper who agrees to mail and leaves a cart of one item.</summary>
    /// <returns>The shopper's id.</returns>
    public async Task<string> LeaveCartAsync(string user)
    {
        await RecordAsync(user, Build.Consent(ConsentState.Subscribed));
        return (await RecordAsync(user, Build.Add(user))).ShopperId;
    }

    public async Task<Profile> ProfileAsync(string shopperId, LogPosition? minPosition = null) =>
        (await Profiles.GetProfileAsync(new GetProfileRequest { ShopperId = shopperId, MinPosition = minPosition })).Profile;

    public async Task<IReadOnlyList<Run>> RunsAsync(string shopperId) =>
        (await Runs.ListRunsAsync(new ListRunsRequest { ShopperId = shopperId })).Runs;

    public async Task<IReadOnlyList<Delivery>> MessagesAsync(string shopperId) =>
        (await Deliveries.ListShopperMessagesAsync(new ListShopperMessagesRequest { ShopperId = shopperId })).Messages;

    /// <summary>Waits until the only message of a shopper stands somewhere.</summary>
    public async Task<Delivery> MessageAsync(string shopperId, DeliveryState state, string? reason = null)
    {
        IReadOnlyList<Delivery> messages = [];
        await Until.TrueAsync($"the message to {shopperId} is {state} {reason}", async () =>
        {
            try
            {
                messages = await MessagesAsync(shopperId);
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable)
            {
                return false;
            }
            return messages is [var message] && message.State == state && (reason is null || message.Reason == reason);
        }, found: () => $"There was: {string.Join(", ", messages)}\n{suite.LogTails()}");
        return messages[0];
    }

    /// <summary>What the mail server has for a user.</summary>
    public async Task<IReadOnlyList<JsonElement>> InboxAsync(string user) =>
        [.. (await suite.Mail.MessagesAsync()).Where(mail => mail.GetProperty("to")[0].GetProperty("address").GetString() == AddressOf(user))];
}
