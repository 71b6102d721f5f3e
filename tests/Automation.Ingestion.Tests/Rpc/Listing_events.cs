using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Testing;
using Grpc.Core;

namespace Automation.Ingestion.Tests.Rpc;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Listing_events(RunningIngestion ingestion)
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(11)]
    public async Task Pages_lead_from_the_newest_to_the_oldest_and_end(int pageSize)
    {
        var shop = await ingestion.ShopAsync();
        var (shopperId, sent) = await TenEventsAsync(shop);
        var seen = new List<string>();
        var request = new ListEventsRequest { ShopperId = shopperId, PageSize = pageSize };
        var pages = 0;
        do
        {
            var page = await ingestion.AsShop(shop).ListEventsAsync(request);
            Assert.NotEmpty(page.Events);
            seen.AddRange(page.Events.Select(logged => logged.Event.EventId));
            request.PageToken = page.NextPageToken;
            pages++;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(Enumerable.Reverse(sent), seen);
        Assert.Equal((int)Math.Ceiling(10.0 / pageSize), pages);
    }

    [Fact]
    public async Task A_page_ends_before_it_is_too_large_to_receive()
    {
        var shop = await ingestion.ShopAsync();
        var sent = new List<string>();
        for (var batch = 0; batch < 10; batch++)
        {
            var events = Enumerable.Range(0, 15).Select(_ => Build.OfSize(32_000)).ToList();
            events.ForEach(one => one.Identifiers = Build.Identifiers("ada"));
            sent.AddRange(events.Select(one => one.EventId));
            await ingestion.AsShop(shop).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { events } });
        }
        var ada = await ingestion.AsShop(shop).LookUpShopperAsync(new LookUpShopperRequest { Identifiers = Build.Identifiers("ada") });
        var request = new ListEventsRequest { ShopperId = ada.ShopperId, PageSize = 500 };
        var first = await ingestion.AsShop(shop).ListEventsAsync(request);
        Assert.InRange(first.CalculateSize(), 2_900_000, 3_100_000);
        request.PageToken = first.NextPageToken;
        var second = await ingestion.AsShop(shop).ListEventsAsync(request);
        Assert.Empty(second.NextPageToken);
        Assert.Equal(Enumerable.Reverse(sent), first.Events.Concat(second.Events).Select(logged => logged.Event.EventId));
    }

    [Fact]
    public async Task Wrong_questions_get_their_documented_error()
    {
        var shop = await ingestion.ShopAsync();
        var other = await ingestion.ShopAsync();
        var (shopperId, _) = await TenEventsAsync(shop);
        var (neighbour, _) = await TenEventsAsync(shop);
        var token = (await ingestion.AsShop(shop).ListEventsAsync(new ListEventsRequest { ShopperId = shopperId, PageSize = 1 })).NextPageToken;

        Assert.Equal("FIELD_INVALID page_size", await RefusedAsync(shop, new ListEventsRequest { ShopperId = shopperId, PageSize = -1 }));
        Assert.Equal("FIELD_REQUIRED shopper_id", await RefusedAsync(shop, new ListEventsRequest()));
        Assert.Equal("FIELD_INVALID shopper_id", await RefusedAsync(shop, new ListEventsRequest { ShopperId = "ada" }));
        Assert.Equal("PAGE_TOKEN_INVALID page_token", await RefusedAsync(shop, new ListEventsRequest { ShopperId = neighbour, PageToken = token }));
        Assert.Equal("PAGE_TOKEN_INVALID page_token", await RefusedAsync(shop, new ListEventsRequest { ShopperId = shopperId, PageToken = "x" }));
        Assert.Equal("NOT_FOUND ", await RefusedAsync(shop, new ListEventsRequest { ShopperId = Guid.NewGuid().ToString() }));
        // Shops are walls.
        Assert.Equal("NOT_FOUND ", await RefusedAsync(other, new ListEventsRequest { ShopperId = shopperId }));
    }

    [Fact]
    public async Task Looking_up_takes_exactly_one_good_identifier_of_the_own_shop()
    {
        var shop = await ingestion.ShopAsync();
        var other = await ingestion.ShopAsync();
        await ingestion.AsShop(shop).RecordEventAsync(new RecordEventRequest { Event = Build.Event(Build.Identifiers("ada")) });
        Assert.Equal("FIELD_REQUIRED identifiers", await LookUpRefusedAsync(shop, null));
        Assert.Equal("FIELD_REQUIRED identifiers", await LookUpRefusedAsync(shop, new Identifiers()));
        Assert.Equal("FIELD_REQUIRED identifiers", await LookUpRefusedAsync(shop, new Identifiers { UserId = "ada", Email = "a@b.c" }));
        Assert.Equal("FIELD_INVALID identifiers.phone", await LookUpRefusedAsync(shop, new Identifiers { Phone = "123" }));
        Assert.Equal("NOT_FOUND ", await LookUpRefusedAsync(shop, new Identifiers { ExternalId = "ada" }));
        Assert.Equal("NOT_FOUND ", await LookUpRefusedAsync(other, Build.Identifiers("ada")));
    }

    async Task<(string ShopperId, List<string> EventIds)> TenEventsAsync(SuiteShop shop)
    {
        var identifiers = Build.Identifiers();
        var events = Enumerable.Range(0, 10).Select(_ => Build.Event(identifiers)).ToList();
        await ingestion.AsShop(shop).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { events } });
        var found = await ingestion.AsShop(shop).LookUpShopperAsync(new LookUpShopperRequest { Identifiers = identifiers });
        return (found.ShopperId, events.ConvertAll(one => one.EventId));
    }

    async Task<string> RefusedAsync(SuiteShop shop, ListEventsRequest request) =>
        Text(await Refusal.OfAsync(async () => await ingestion.AsShop(shop).ListEventsAsync(request)));

    async Task<string> LookUpRefusedAsync(SuiteShop shop, Identifiers? identifiers) => Text(await Refusal.OfAsync(
        async () => await ingestion.AsShop(shop).LookUpShopperAsync(new LookUpShopperRequest { Identifiers = identifiers })));

    static string Text(Refusal refusal) => $"{refusal.Reason} {refusal.Field}";
}
