using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Testing;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;

namespace Automation.Recommendations.Tests.Running;

/// <summary>A shop whose prices and stock change, and what its shoppers are told of that.</summary>
sealed class OfferStory(RunningRecommendations running, SuiteShop shop)
{
    readonly Dictionary<string, string> _shopperIds = [];

    public static async Task<OfferStory> BeginAsync(RunningRecommendations running) => new(running, await running.Suite.CreateShopAsync());

    public string ShopId => shop.ShopId;

    public DateTimeOffset Now => running.Suite.Clock!.Now;

    /// <summary>Moves the shop clock when everything until now is done, and has everything done that is due then.</summary>
    public async Task MoveToAsync(DateTimeOffset instant)
    {
        await running.Suite.SettleAsync(Now);
        running.Suite.Clock!.MoveTo(instant);
        await running.Suite.SettleAsync(instant, TimeSpan.FromMinutes(3));
    }

    public Task MoveByAsync(TimeSpan span) => MoveToAsync(Now + span);

    public Task RecordAsync(params Event[] events) => RecordAsync((IEnumerable<Event>)events);

    public async Task RecordAsync(IEnumerable<Event> events)
    {
        foreach (var batch in events.Chunk(500))
        {
            foreach (var said in batch.Where(said => said.EventId.Length == 0))
                said.EventId = Guid.NewGuid().ToString();
            var answer = await running.AsShop(shop).BatchRecordEventsAsync(new() { Events = { batch } });
            Assert.Empty(answer.Rejections);
        }
    }

    public static Event Stocked(string productId, int units) 
    {
        var said = Upserted(productId, $"Title of {productId}", 20);
        said.ProductUpserted.Product.UnitCount = units;
        return said;
    }

    public static Event Wished(string userId, string productId, long? seen) => RunningRecommendations.By(
        userId, new Event { ProductAddedToWishlist = new() { Product = Line(productId, price: seen) } });

    public static Event Asked(string userId, string productId, string variantId = "", Channel channel = Channel.Unspecified)
    {
        var asked = new StockNoticeRequested { Product = Line(productId), Channel = channel };
        asked.Product.VariantId = variantId;
        return RunningRecommendations.By(userId, new Event { StockNoticeRequested = asked });
    }

    /// <summary>Everything derived for the shop's shoppers so far, with the user id of each, in no order.</summary>
    public async Task<List<(string UserId, LoggedEvent Logged)>> ToldAsync()
    {
        var client = new EventLogService.EventLogServiceClient(running.Suite.AsService("ingestion"));
        var told = new List<LoggedEvent>();
        for (var partition = 0; partition < 16; partition++)
        {
            for (var after = 0L; ;)
            {
                var page = await client.ReadPartitionAsync(new() { Partition = partition, AfterSequence = after, MaxRecords = 5_000 });
                if (page.Records.Count == 0)
                    break;
                foreach (var logged in page.Records.Where(logged => logged.ShopId == shop.ShopId && logged.Event is not null))
                {
                    if (logged.Event.Identifiers?.UserId is { Length: > 0 } userId)
                        _shopperIds[logged.ShopperId] = userId;
                    if (logged.Depth > 0)
                        told.Add(logged);
                }
                after = page.Records[^1].Sequence;
            }
        }
        return told.ConvertAll(logged => (_shopperIds[logged.ShopperId], logged));
    }
}
