using Automation.Ingestion.V1;
using Automation.Testing;
using Grpc.Core;

namespace Automation.Ingestion.Tests.Rpc;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Opening_a_shop(RunningIngestion ingestion)
{
    ShopService.ShopServiceClient AsService(string? shopId = null, int replica = 0) =>
        new(ingestion.Suite.AsService("ingestion", shopId, replica));

    [Fact]
    public async Task Creating_it_again_answers_the_first_one_and_another_one_is_refused()
    {
        var shop = New();
        var created = await AsService().CreateShopAsync(new CreateShopRequest { Shop = shop });
        var again = await AsService(replica: 1).CreateShopAsync(new CreateShopRequest { Shop = shop });
        Assert.NotNull(created.Shop.CreateTime);
        Assert.Equal(created, again);
        var expected = shop.Clone();
        expected.CreateTime = created.Shop.CreateTime;
        Assert.Equal(expected, (await AsService(shop.ShopId).GetShopAsync(new GetShopRequest())).Shop);

        shop.DisplayName = "Another";
        Assert.Equal(
            new Refusal(StatusCode.AlreadyExists, "ALREADY_EXISTS", "shop.shop_id"),
            await Refusal.OfAsync(async () => await AsService().CreateShopAsync(new CreateShopRequest { Shop = shop })));
    }

    [Fact]
    public async Task Changing_it_changes_what_the_mask_names_and_again_changes_nothing()
    {
        var shop = New();
        var created = (await AsService().CreateShopAsync(new CreateShopRequest { Shop = shop })).Shop;
        var change = new UpdateShopRequest
        {
            Shop = new Shop { SenderEmail = "New@Shop.Example.com", DisplayName = "not in the mask" },
            UpdateMask = new() { Paths = { "sender_email" } },
        };
        var expected = created.Clone();
        expected.SenderEmail = "new@shop.example.com";
        Assert.Equal(expected, (await AsService(shop.ShopId).UpdateShopAsync(change)).Shop);
        Assert.Equal(expected, (await AsService(shop.ShopId, replica: 1).UpdateShopAsync(change)).Shop);
        Assert.Equal(expected, (await AsService(shop.ShopId).GetShopAsync(new GetShopRequest())).Shop);
    }

    [Fact]
    public async Task Changing_it_without_a_mask_changes_what_is_not_empty_by_the_shops_own_key()
    {
        var shop = await ingestion.ShopAsync();
        var before = (await ingestion.Shops(shop).GetShopAsync(new GetShopRequest())).Shop;
        var change = new UpdateShopRequest { Shop = new Shop { TimeZone = "Asia/Tokyo", StorefrontUrl = "https://shop.example.com/?lang=de" } };
        var after = (await ingestion.Shops(shop).UpdateShopAsync(change)).Shop;
        (before.TimeZone, before.StorefrontUrl) = ("Asia/Tokyo", "https://shop.example.com/?lang=de");
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task Changes_that_creating_would_refuse_are_refused_and_so_is_what_cannot_change()
    {
        var shop = await ingestion.ShopAsync();
        Assert.Equal(new Refusal(StatusCode.InvalidArgument, "FIELD_REQUIRED", "shop"), await RefusedAsync(null));
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "FIELD_INVALID", "shop.sender_email"), await RefusedAsync(new Shop { SenderEmail = "root@localhost" }));
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "FIELD_REQUIRED", "shop.display_name"), await RefusedAsync(new Shop(), "display_name"));
        Assert.Equal(new Refusal(StatusCode.InvalidArgument, "FIELD_INVALID", "update_mask"), await RefusedAsync(new Shop(), "create_time"));
        Assert.Equal(new Refusal(StatusCode.InvalidArgument, "FIELD_INVALID", "update_mask"), await RefusedAsync(new Shop(), "*"));
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "FIELD_INVALID", "shop.shop_id"), await RefusedAsync(new Shop { ShopId = "another" }));

        async Task<Refusal> RefusedAsync(Shop? change, params string[] mask) => await Refusal.OfAsync(
            async () => await ingestion.Shops(shop).UpdateShopAsync(new UpdateShopRequest
            {
                Shop = change, UpdateMask = mask.Length > 0 ? new() { Paths = { mask } } : null,
            }));
    }

    [Fact]
    public async Task Many_who_create_the_same_one_at_once_all_get_it()
    {
        var shop = New();
        var created = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
            (await AsService(replica: i % 2).CreateShopAsync(new CreateShopRequest { Shop = shop })).Shop));
        Assert.Single(created.Distinct());
    }

    [Fact]
    public async Task Bad_ones_are_refused()
    {
        var shop = New();
        shop.TimeZone = "Mars/Olympus";
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "FIELD_INVALID", "shop.time_zone"),
            await Refusal.OfAsync(async () => await AsService().CreateShopAsync(new CreateShopRequest { Shop = shop })));
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "FIELD_REQUIRED", "shop"),
            await Refusal.OfAsync(async () => await AsService().CreateShopAsync(new CreateShopRequest())));
    }

    [Fact]
    public async Task A_shops_key_makes_no_shops_and_resolves_no_keys()
    {
        var shop = await ingestion.ShopAsync();
        var refused = new Refusal(StatusCode.PermissionDenied, "SERVICE_CREDENTIAL_REQUIRED", "");
        Assert.Equal(refused, await Refusal.OfAsync(
            async () => await ingestion.Shops(shop).CreateShopAsync(new CreateShopRequest { Shop = New() })));
        Assert.Equal(refused, await Refusal.OfAsync(
            async () => await ingestion.Shops(shop).ResolveApiKeyAsync(new ResolveApiKeyRequest { Secret = shop.Key })));
        Assert.Equal(shop.ShopId, (await ingestion.Shops(shop).GetShopAsync(new GetShopRequest())).Shop.ShopId);
    }

    [Fact]
    public async Task A_key_opens_its_shop_until_it_is_revoked()
    {
        var shop = await ingestion.ShopAsync();
        var created = await ingestion.Shops(shop).CreateApiKeyAsync(Request("till 1"));
        Assert.Matches(@"\Aak_[A-Za-z0-9_-]{43}\z", created.Secret);
        var till = new SuiteShop(shop.ShopId, created.Secret);
        Assert.Equal(shop.ShopId, (await AsService().ResolveApiKeyAsync(new ResolveApiKeyRequest { Secret = created.Secret })).ShopId);
        await ingestion.AsShop(till).RecordEventAsync(new RecordEventRequest { Event = Build.Event() });

        var revoked = await ingestion.Shops(shop).RevokeApiKeyAsync(new RevokeApiKeyRequest { KeyId = created.ApiKey.KeyId });
        Assert.NotNull(revoked.ApiKey.RevokeTime);
        Assert.Equal(revoked, await ingestion.Shops(shop).RevokeApiKeyAsync(new RevokeApiKeyRequest { KeyId = created.ApiKey.KeyId }));
        var refused = new Refusal(StatusCode.Unauthenticated, "CREDENTIAL_INVALID", "");
        Assert.Equal(refused, await Refusal.OfAsync(
            async () => await ingestion.AsShop(till).RecordEventAsync(new RecordEventRequest { Event = Build.Event() })));
        Assert.Equal("NOT_FOUND", (await Refusal.OfAsync(
            async () => await AsService().ResolveApiKeyAsync(new ResolveApiKeyRequest { Secret = created.Secret }))).Reason);
        // The key that revoked it still opens.
        await ingestion.AsShop(shop).RecordEventAsync(new RecordEventRequest { Event = Build.Event() });
    }

    [Fact]
    public async Task A_request_makes_one_key_only()
    {
        var shop = await ingestion.ShopAsync();
        var request = Request("till 1");
        await ingestion.Shops(shop).CreateApiKeyAsync(request);
        Assert.Equal(
            new Refusal(StatusCode.AlreadyExists, "ALREADY_EXISTS", "request_id"),
            await Refusal.OfAsync(async () => await ingestion.Shops(shop).CreateApiKeyAsync(request)));
        Assert.Equal(2, (await ingestion.Shops(shop).ListApiKeysAsync(new ListApiKeysRequest())).ApiKeys.Count);
    }

    [Fact]
    public async Task Keys_are_listed_oldest_first_page_by_page()
    {
        var shop = await ingestion.ShopAsync();
        for (var i = 0; i < 6; i++)
            await ingestion.Shops(shop).CreateApiKeyAsync(Request($"till {i}"));
        var seen = new List<string>();
        var request = new ListApiKeysRequest { PageSize = 3 };
        do
        {
            var page = await ingestion.Shops(shop).ListApiKeysAsync(request);
            seen.AddRange(page.ApiKeys.Select(key => key.DisplayName));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal(["key of a test", .. Enumerable.Range(0, 6).Select(i => $"till {i}")], seen);
    }

    [Fact]
    public async Task Wrong_requests_about_keys_get_their_documented_error()
    {
        var shop = await ingestion.ShopAsync();
        var other = await ingestion.ShopAsync();
        var theirs = (await ingestion.Shops(other).ListApiKeysAsync(new ListApiKeysRequest())).ApiKeys[0].KeyId;
        var shops = ingestion.Shops(shop);
        await RefusedAsync("FIELD_REQUIRED request_id", async () => await shops.CreateApiKeyAsync(new CreateApiKeyRequest { DisplayName = "x" }));
        await RefusedAsync("FIELD_INVALID request_id", async () => await shops.CreateApiKeyAsync(new CreateApiKeyRequest { RequestId = "1" }));
        await RefusedAsync("FIELD_REQUIRED display_name", async () => await shops.CreateApiKeyAsync(Request("")));
        await RefusedAsync("FIELD_TOO_LONG display_name", async () => await shops.CreateApiKeyAsync(Request(new string('x', 101))));
        await RefusedAsync("FIELD_INVALID page_size", async () => await shops.ListApiKeysAsync(new ListApiKeysRequest { PageSize = -1 }));
        await RefusedAsync("PAGE_TOKEN_INVALID page_token", async () => await shops.ListApiKeysAsync(new ListApiKeysRequest { PageToken = "x" }));
        await RefusedAsync("FIELD_REQUIRED key_id", async () => await shops.RevokeApiKeyAsync(new RevokeApiKeyRequest()));
        await RefusedAsync("NOT_FOUND ", async () => await shops.RevokeApiKeyAsync(new RevokeApiKeyRequest { KeyId = theirs }));
        await RefusedAsync("FIELD_REQUIRED secret", async () => await AsService().ResolveApiKeyAsync(new ResolveApiKeyRequest()));
        await RefusedAsync("NOT_FOUND ", async () => await AsService().ResolveApiKeyAsync(new ResolveApiKeyRequest { Secret = "ak_nonsense" }));
    }

    [Fact]
    public async Task Without_a_valid_credential_nothing_opens()
    {
        var refused = new Refusal(StatusCode.Unauthenticated, "CREDENTIAL_INVALID", "");
        var request = new RecordEventRequest { Event = Build.Event() };
        var shop = await ingestion.ShopAsync();
        Assert.Equal(refused, await Refusal.OfAsync(
            async () => await new IngestionService.IngestionServiceClient(ingestion.Suite.AsNobody("ingestion")).RecordEventAsync(request)));
        foreach (var key in new[] { "nonsense", $"ak_{new string('A', 43)}", shop.Key[..^1], "" })
            Assert.Equal(refused, await Refusal.OfAsync(
                async () => await ingestion.AsShop(new SuiteShop(shop.ShopId, key)).RecordEventAsync(request)));
        using var stream = ingestion.AsShop(new SuiteShop(shop.ShopId, "nonsense")).StreamEvents();
        Assert.Equal(refused, await Refusal.OfAsync(() => stream.ResponseStream.MoveNext(CancellationToken.None)));
    }

    static async Task RefusedAsync(string with, Func<Task> call)
    {
        var refusal = await Refusal.OfAsync(call);
        Assert.Equal(with, $"{refusal.Reason} {refusal.Field}");
    }

    static CreateApiKeyRequest Request(string displayName) => new() { RequestId = Guid.NewGuid().ToString(), DisplayName = displayName };

    static Shop New()
    {
        var id = $"shop-{Guid.NewGuid():N}"[..20];
        return new Shop
        {
            ShopId = id, DisplayName = "Shop", TimeZone = "Europe/Berlin", SenderEmail = $"a@{id}.example",
            StorefrontUrl = $"https://{id}.example", PostalAddress = "1 High Street",
        };
    }
}
