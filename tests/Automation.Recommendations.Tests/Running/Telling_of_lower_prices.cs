using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Grpc.Core;
using Npgsql;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;
using static Automation.Recommendations.Tests.Running.OfferStory;
using static Automation.Recommendations.Tests.Running.RunningRecommendations;

namespace Automation.Recommendations.Tests.Running;

[Trait("kind", "fault")]
[Collection(RecommendationsCollection.Name)]
public sealed class Telling_of_lower_prices(RunningRecommendations running)
{
    const int Products = 7_000;
    const int Dropped = 2_000;
    const int Shoppers = 1_500;

    [Fact]
    public async Task Two_thousand_prices_fall_and_processes_are_killed_yet_each_interested_shopper_is_told_once_of_at_most_five()
    {
        var story = await BeginAsync(running);
        var random = new Random(24);
        await story.RecordAsync(Enumerable.Range(0, Products).Select(number => Upserted($"p{number}", $"Product {number}", 100)));
        // Up to 12 wishes each, of dropped and other products: some 10,000 interests.
        var wishes = Enumerable.Range(0, Shoppers).ToDictionary(
            shopper => $"u{shopper}",
            _ => Enumerable.Range(0, random.Next(2, 13)).Select(_ => random.Next(Dropped * 5 / 4)).Distinct().ToList());
        await story.RecordAsync(wishes.SelectMany(shopper => shopper.Value, (shopper, product) => Wished(shopper.Key, $"p{product}", 100)));
        await story.MoveByAsync(TimeSpan.FromMinutes(1));
        // Every tenth by too little.
        await story.RecordAsync(Enumerable.Range(0, Dropped).Select(number => Upserted($"p{number}", $"Product {number}", PriceOf(number))));
        await running.Suite.SettleAsync(story.Now);

        running.Suite.Clock!.MoveBy(TimeSpan.FromHours(2));
        await UntilAsync("some are told", async () => await CursorsAsync(story.ShopId) > 0);
        await running.Suite["recommendations", 0].RestartAsync();
        await running.Suite["ingestion"].RestartAsync();
        await running.Suite["recommendations", 1].RestartAsync();
        await running.Suite.SettleAsync(story.Now, TimeSpan.FromMinutes(4));

        var expected = wishes.ToDictionary(
            shopper => shopper.Key,
            shopper => shopper.Value.Where(product => product < Dropped && PriceOf(product) <= 90)
                .OrderBy(PriceOf).ThenBy(product => $"p{product}", StringComparer.Ordinal).Select(product => $"p{product}").ToList());
        foreach (var nothing in expected.Where(shopper => shopper.Value.Count == 0).ToList())
            expected.Remove(nothing.Key);
        var told = await story.ToldAsync();
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), told.Select(shopper => shopper.UserId).Order(StringComparer.Ordinal));
        foreach (var (userId, logged) in told)
        {
            var dropped = logged.Event.PriceDropped;
            Assert.Equal(expected[userId].Take(5), dropped.Items.Select(item => item.Product.ProductId));
            Assert.Equal(Math.Max(0, expected[userId].Count - 5), dropped.MoreCount);
            Assert.All(dropped.Items, item => Assert.Equal((Gbp(100), Interest.Wished), (item.FormerPrice, item.Interest)));
            Assert.All(dropped.Items, item => Assert.Equal(PriceOf(int.Parse(item.Product.ProductId[1..])), item.Product.UnitPrice.Units));
        }
    }

    [Fact]
    public async Task What_rises_again_within_the_hour_is_told_to_nobody_and_what_was_bought_not_to_its_buyer()
    {
        var story = await BeginAsync(running);
        await story.RecordAsync(Upserted("up again", "U", 50), Upserted("stays", "S", 50));
        foreach (var user in new[] { "ann", "bob" })
            await story.RecordAsync(Wished(user, "up again", 50), Wished(user, "stays", 50));
        await story.MoveByAsync(TimeSpan.FromMinutes(1));
        await story.RecordAsync(Upserted("up again", "U", 30), Upserted("stays", "S", 30));
        await story.MoveByAsync(TimeSpan.FromMinutes(40));
        var order = By("bob", Ordered("stays"));
        order.OrderCompleted.Total = Gbp(30);
        await story.RecordAsync(Upserted("up again", "U", 50), order);
        await story.MoveByAsync(TimeSpan.FromHours(2));

        var (userId, logged) = Assert.Single(await story.ToldAsync());
        var dropped = logged.Event.PriceDropped;
        var item = Assert.Single(dropped.Items);
        Assert.Equal(("ann", "stays", "S", Gbp(30), Gbp(50)), (userId, item.Product.ProductId, item.Product.Title, item.Product.UnitPrice, item.FormerPrice));

        // Told again only when it is a tenth cheaper still.
        await story.RecordAsync(Upserted("stays", "S", 29));
        await story.MoveByAsync(TimeSpan.FromHours(3));
        Assert.Single(await story.ToldAsync());
        await story.RecordAsync(Upserted("stays", "S", 20));
        await story.MoveByAsync(TimeSpan.FromHours(3));
        Assert.Equal(["ann", "ann"], (await story.ToldAsync()).Select(told => told.UserId));
    }

    [Fact]
    public async Task When_a_third_of_the_catalog_drops_within_a_day_nothing_is_told_until_a_person_releases_it()
    {
        var story = await BeginAsync(running);
        await story.RecordAsync(Enumerable.Range(0, 60).Select(number => Upserted($"p{number}", "P", 100)));
        await story.RecordAsync(Wished("ann", "p0", 100));
        await story.MoveByAsync(TimeSpan.FromMinutes(1));
        var dropTime = story.Now;
        await story.RecordAsync(Enumerable.Range(0, 20).Select(number => Upserted($"p{number}", "P", 50)));
        await story.MoveByAsync(TimeSpan.FromHours(3));
        Assert.Empty(await story.ToldAsync());

        // Until a person says so.
        var waves = new PriceWaveService.PriceWaveServiceClient(running.Suite.AsService("recommendations"));
        var held = new ReleaseHeldWaveRequest { ShopId = story.ShopId, WaveId = $"{dropTime.AddHours(1).UtcDateTime:yyyyMMdd'T'HH}" };
        Assert.Equal(20, (await waves.ReleaseHeldWaveAsync(held)).ProductCount);
        Assert.Equal(0, (await waves.ReleaseHeldWaveAsync(held)).ProductCount);
        await story.MoveByAsync(TimeSpan.FromHours(1));
        Assert.Equal("p0", Assert.Single(Assert.Single(await story.ToldAsync()).Logged.Event.PriceDropped.Items).Product.ProductId);

        held.WaveId = "20200101T00";
        await FaultAsync(StatusCode.NotFound, () => waves.ReleaseHeldWaveAsync(held).ResponseAsync);
        held.WaveId = "today";
        await FaultAsync(StatusCode.InvalidArgument, () => waves.ReleaseHeldWaveAsync(held).ResponseAsync);
    }

    static long PriceOf(int product) => product % 10 == 0 ? 95 : 50 + product % 40;

    async Task<long> CursorsAsync(string shopId)
    {
        await using var connection = new NpgsqlConnection(running.Suite.Databases["recommendations"] + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM recommendations.price_wave_cursors WHERE shop_id = $1", connection)
        {
            Parameters = { new() { Value = shopId } },
        };
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
