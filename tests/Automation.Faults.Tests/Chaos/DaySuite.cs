using Automation.Faults.Tests.Comparing;
using Automation.Faults.Tests.Days;
using Automation.Faults.Tests.Storefronts;
using Automation.Testing;
using Automation.WorkflowEngine.V1;

namespace Automation.Faults.Tests.Chaos;

/// <summary>A fresh suite with the shops of a day, in each of which the workflow for abandoned carts is active.</summary>
sealed class DaySuite : IAsyncDisposable
{
    public const string WorkflowId = "abandoned-cart";

    readonly List<HttpClient> _clients = [];

    DaySuite(ShopDay day, Suite suite, MailWitness mail) => (Day, Suite, Mail) = (day, suite, mail);

    public ShopDay Day { get; }

    public Suite Suite { get; }

    /// <summary>What the mail server accepted.</summary>
    public MailWitness Mail { get; }

    public Dictionary<string, SuiteShop> Shops { get; } = [];

    public List<Storefront> Storefronts { get; } = [];

    public int UnackedCount => Storefronts.Sum(shop => shop.UnackedCount);

    public int AckedCount => Storefronts.Sum(shop => shop.AckedCount);

    public static async Task<DaySuite> StartAsync(ShopDay day, SuitePlan plan)
    {
        var mail = new MailWitness();
        var suite = await Suite.StartAsync(plan with { DrivenFrom = day.Begin, MailWitness = mail.See });
        var opened = new DaySuite(day, suite, mail);
        try
        {
            foreach (var shopId in day.ShopIds)
                await opened.OpenAsync(shopId);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        return Suite.DisposeAsync();
    }

    async Task OpenAsync(string shopId)
    {
        var shop = await Suite.CreateShopAsync(shopId);
        Shops[shopId] = shop;
        var workflows = new WorkflowService.WorkflowServiceClient(Suite.AsShop("gateway", shop));
        var file = Repository.PathOf("samples", "workflows", $"{WorkflowId}.json");
        var definition = WorkflowDefinition.Parser.ParseJson(await File.ReadAllTextAsync(file));
        await workflows.PutWorkflowAsync(new PutWorkflowRequest { WorkflowId = WorkflowId, Definition = definition });
        await workflows.ActivateWorkflowAsync(new ActivateWorkflowRequest { WorkflowId = WorkflowId });
        Storefronts.Add(new Storefront(shopId, () => EntryPointOf(shop)));
    }

    // One shop for each way into the gateway.
    IEventEntryPoint EntryPointOf(SuiteShop shop)
    {
        switch (Shops.Count % 3)
        {
            case 0:
                return new GrpcEntryPoint(Suite.AsShop("gateway", shop));
            case 1:
                return new StreamEntryPoint(Suite.AsShop("gateway", shop));
            default:
                _clients.Add(Suite.Rest(shop));
                return new RestEntryPoint(_clients[^1]);
        }
    }
}
