using System.Collections.Concurrent;
using System.Diagnostics;
using Automation.Commerce.V1;
using Automation.Faults.Tests.Days;
using Automation.Faults.Tests.Storefronts;
using Automation.Ingestion.V1;
using Automation.Testing;
using Automation.WorkflowEngine.V1;

namespace Automation.Faults.Tests.Loads;

/// <summary>A shop whose shoppers never stop looking at products, with a workflow that reads the cart of whoever fills one.</summary>
sealed class LoadedShop : IAsyncDisposable
{
    const int ShopperCount = 50;
    const int ProductCount = 10;

    // The profile is read to decide on the event: from Redis when a copy is there.
    const string Workflow = """
        {
          "displayName": "Whoever fills a cart",
          "trigger": { "events": ["product_added"], "filter": { "compare": { "field": "cart.lines.count", "op": "OPERATOR_GREATER", "value": 0 } } },
          "reentry": { "keyed": { "key": "event.cart_id" } },
          "steps": [{ "stepId": "wait", "wait": { "duration": "2592000s" } }]
        }
        """;

    static readonly TimeSpan s_reactionTimeout = TimeSpan.FromMinutes(2);

    readonly Suite _suite;
    readonly SuiteShop _shop;
    readonly CancellationTokenSource _end = new();
    readonly List<HttpClient> _clients = [];
    readonly ConcurrentBag<DayEvent> _acked = [];
    readonly Task _load;
    int _probes;

    LoadedShop(Suite suite, SuiteShop shop)
    {
        (_suite, _shop) = (suite, shop);
        Storefronts =
        [
            new Storefront(shop.ShopId, () => new GrpcEntryPoint(suite.AsShop("gateway", shop))),
            new Storefront(shop.ShopId, () => new StreamEntryPoint(suite.AsShop("gateway", shop))),
            new Storefront(shop.ShopId, () => new RestEntryPoint(Client())),
        ];
        _load = Task.WhenAll(Storefronts.Select((storefront, lane) => Task.Run(() => LookAroundAsync(storefront, lane))));

        HttpClient Client()
        {
            _clients.Add(suite.Rest(shop));
            return _clients[^1];
        }
    }

    public string ShopId => _shop.ShopId;

    public IReadOnlyList<Storefront> Storefronts { get; }

    public int UnackedCount => Storefronts.Sum(storefront => storefront.UnackedCount);

    /// <summary>Everything that was acked, in no order.</summary>
    public IReadOnlyCollection<DayEvent> Acked => _acked;

    public static async Task<LoadedShop> OpenAsync(Suite suite)
    {
        var shop = await suite.CreateShopAsync();
        var workflows = new WorkflowService.WorkflowServiceClient(suite.AsShop("gateway", shop));
        await workflows.PutWorkflowAsync(new PutWorkflowRequest
        {
            WorkflowId = "carts",
            Definition = WorkflowDefinition.Parser.ParseJson(Workflow),
        });
        await workflows.ActivateWorkflowAsync(new ActivateWorkflowRequest { WorkflowId = "carts" });
        return new LoadedShop(suite, shop);
    }

    /// <summary>Fills a new cart and measures how long after the ack there is a run of it.</summary>
    public async Task<TimeSpan> ReactAsync()
    {
        var number = Interlocked.Increment(ref _probes);
        var added = new Event
        {
            EventId = $"probe-{number}",
            Identifiers = new Identifiers { UserId = $"prober-{number}" },
            ProductAdded = new ProductAdded { CartId = $"cart-{number}", Product = new LineItem { ProductId = "product-1", Quantity = 1 } },
        };
        var recorded = await new IngestionService.IngestionServiceClient(_suite.AsShop("gateway", _shop))
            .RecordEventAsync(new RecordEventRequest { Event = added });
        var acked = Stopwatch.StartNew();
        _acked.Add(new DayEvent(ShopId, $"prober-{number}", added));
        var runs = new RunService.RunServiceClient(_suite.AsShop("workflow-engine", _shop));
        while ((await runs.ListRunsAsync(new ListRunsRequest { ShopperId = recorded.ShopperId })).Runs.Count == 0)
        {
            if (acked.Elapsed > s_reactionTimeout)
                throw new TimeoutException($"No run began within {s_reactionTimeout} after the ack of {added.EventId}.\n{_suite.LogTails()}");
            await Task.Delay(5);
        }
        return acked.Elapsed;
    }

    /// <summary>The median of some reactions, one after the other.</summary>
    public async Task<TimeSpan> MedianReactionAsync(int count = 9)
    {
        var reactions = new List<TimeSpan>();
        while (reactions.Count < count)
            reactions.Add(await ReactAsync());
        return reactions.Order().ElementAt(count / 2);
    }

    /// <summary>Ends the load and returns when every event is acked.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _load;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _clients.ForEach(client => client.Dispose());
        _end.Dispose();
    }

    async Task LookAroundAsync(Storefront storefront, int lane)
    {
        for (var number = 0; !_end.IsCancellationRequested;)
        {
            var events = Enumerable.Range(0, 20).Select(_ => View(lane, number++)).ToList();
            await storefront.SendAsync(events);
            events.ForEach(_acked.Add);
            // Some hundred events a second: load, and room for the other tests of the machine.
            await Task.Delay(100);
        }
    }

    DayEvent View(int lane, int number)
    {
        // A shopper is one lane's alone.
        var shopper = $"shopper-{lane}-{number % ShopperCount}";
        return new DayEvent(ShopId, shopper, new Event
        {
            EventId = $"view-{lane}-{number}",
            Identifiers = new Identifiers { UserId = shopper },
            ProductViewed = new ProductViewed { Product = new LineItem { ProductId = $"product-{number % ProductCount}" } },
        });
    }
}
