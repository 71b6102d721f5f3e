using Automation.Commerce.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Popularity;
using Automation.Recommendations.Storage;
using Npgsql;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;
using Interest = Automation.Recommendations.Popularity.Interest;

namespace Automation.Recommendations.Tests.Storage;

[Trait("kind", "stack")]
public sealed class Keeping_products
{
    static readonly string[] Ids = ["p0", "p1", "p2", "p3"];

    /// <summary>Replicas fold their partitions at their own pace: only the order within a partition is given.</summary>
    [Fact]
    public async Task Turns_of_partitions_in_any_interleaving_lead_to_the_same_catalog_and_counts()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 12; round++)
        {
            var events = AnyEvents(random, 120);
            var whole = new CatalogFold();
            foreach (var logged in events.OrderBy(logged => logged.LogTime.ToDateTimeOffset()).ThenBy(logged => logged.Partition))
                whole.Apply(logged);

            await using var database = await CatalogDatabase.CreateAsync();
            var waiting = events.GroupBy(logged => logged.Partition).Select(partition => new Queue<LoggedEvent>(partition)).ToList();
            while (waiting.Count > 0)
            {
                var batch = new CatalogFold();
                var queue = waiting[random.Next(waiting.Count)];
                for (var take = random.Next(1, 9); take > 0 && queue.TryDequeue(out var logged); take--)
                    batch.Apply(logged);
                if (queue.Count == 0)
                    waiting.Remove(queue);
                await WriteAsync(database, batch);
            }

            var stored = await new ProductTable(database).ReadAsync("shop", Ids, default);
            foreach (var productId in Ids)
            {
                Assert.Equal(
                    whole.Products.GetValueOrDefault(new("shop", productId))?.ToCatalogProduct(productId),
                    stored.GetValueOrDefault(productId)?.ToCatalogProduct(productId));
            }
            Assert.Equal(
                DaysOf(whole).OrderBy(DayOrder),
                // A count that everybody moved away from stays as a row of zeros.
                (await ReadDaysAsync(database)).Where(day => day.Value != default).OrderBy(DayOrder));
        }
    }

    [Fact]
    public async Task Replicas_that_write_the_same_products_at_the_same_time_do_not_block_each_other()
    {
        await using var database = await CatalogDatabase.CreateAsync();
        var ids = Enumerable.Range(0, 200).Select(number => $"p{number}").ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(replica => Task.Run(async () =>
        {
            var random = new Random(replica);
            // Of its own: another one must not be copied while it is shuffled.
            string[] order = [.. ids];
            for (var batch = 1; batch <= 25; batch++)
            {
                var fold = new CatalogFold();
                random.Shuffle(order);
                foreach (var id in order)
                    fold.Apply(At(Noon.AddSeconds(batch), replica, batch, Viewed(id, $"title {batch}", 1)));
                await WriteAsync(database, fold);
            }
        })));
        var days = await ReadDaysAsync(database);
        Assert.Equal(200, days.Count);
        Assert.All(days.Values, counts => Assert.Equal(new DayCounts(Views: 100), counts));
    }

    [Fact]
    public async Task Shops_are_walls_in_catalog_and_ranking()
    {
        await using var database = await CatalogDatabase.CreateAsync();
        var fold = new CatalogFold();
        fold.Apply(At(Noon, 0, 1, Upserted("p", "Mine", 1), "mine"));
        fold.Apply(At(Noon, 0, 2, Upserted("p", "Theirs", 2), "theirs"));
        fold.Apply(At(Noon, 0, 3, Ordered("p"), "theirs"));
        await WriteAsync(database, fold);
        var products = new ProductTable(database);
        Assert.Equal("Mine", (await products.ReadAsync("mine", ["p"], default))["p"].Catalog!.Value!.Title);
        Assert.Equal("Theirs", (await products.ReadAsync("theirs", ["p"], default))["p"].Catalog!.Value!.Title);
        Assert.Empty(await RankAsync(database, "mine"));
        Assert.Equal(["p"], await RankAsync(database, "theirs"));
    }

    [Fact]
    public async Task Ranking_agrees_with_the_score_and_breaks_ties_by_product()
    {
        await using var database = await CatalogDatabase.CreateAsync();
        var random = new Random(7);
        var fold = new CatalogFold();
        var sequence = 0L;
        // B comes before a in ordinal order, whatever the database's language says.
        string[] ids = ["a", "B", .. Enumerable.Range(0, 40).Select(number => $"p{number}")];
        foreach (var id in ids)
            fold.Apply(At(Noon.AddDays(-40), 0, ++sequence, Upserted(id, id, 1)));
        for (var number = 0; number < 4_000; number++)
        {
            var id = ids[random.Next(2, ids.Length)];
            Event action = random.Next(3) switch { 0 => Viewed(id), 1 => Added(id), _ => Ordered(id) };
            fold.Apply(At(Noon.AddHours(-random.Next(40 * 24)), 0, ++sequence, action));
        }
        fold.Apply(At(Noon, 0, ++sequence, Ordered("a", "B")));
        await WriteAsync(database, fold);

        var today = DateOnly.FromDateTime(Noon.UtcDateTime);
        var expected = DaysOf(fold).GroupBy(day => day.Key.ProductId)
            .Select(product => (
                product.Key,
                Score: PopularityScore.Of(today, product.Select(day => (day.Key.Day, day.Value)))))
            .Where(product => product.Score > 0)
            .OrderByDescending(product => product.Score).ThenBy(product => product.Key, StringComparer.Ordinal)
            .ToList();
        var ranking = await new ProductDayTable(database).RankAsync("shop", today, [], 100, default);
        Assert.Equal(expected, ranking.Select(ranked => (ranked.ProductId, ranked.Score)));
        Assert.All(ranking, ranked => Assert.Equal(ranked.ProductId, ranked.Product.ToCatalogProduct(ranked.ProductId)!.Product.Title));
        Assert.True(ranking.Index().Single(ranked => ranked.Item.ProductId == "B").Index + 1
            == ranking.Index().Single(ranked => ranked.Item.ProductId == "a").Index);

        var excluded = ranking.Take(5).Select(ranked => ranked.ProductId).ToList();
        Assert.Equal(
            expected.Skip(5).Take(3),
            (await new ProductDayTable(database).RankAsync("shop", today, excluded, 3, default)).Select(ranked => (ranked.ProductId, ranked.Score)));
    }

    [Fact]
    public async Task Only_what_can_be_bought_and_has_title_and_price_is_ranked()
    {
        await using var database = await CatalogDatabase.CreateAsync();
        var fold = new CatalogFold();
        var sequence = 0L;
        Say(Upserted("in", "In stock", 1));
        Say(Upserted("unsaid", "Not said", 1, Availability.Unspecified));
        Say(Upserted("out", "Out of stock", 1, Availability.OutOfStock));
        Say(Upserted("deleted", "Deleted", 1));
        Say(Deleted("deleted"));
        Say(Viewed("seen", "Seen", 1));
        Say(Viewed("untitled", price: 1));
        Say(Viewed("unpriced", "Unpriced"));
        Say(Ordered("in", "unsaid", "out", "deleted", "seen", "untitled", "unpriced"));
        await WriteAsync(database, fold);
        // What only shoppers' events told of is not the shop's, however well they described it.
        Assert.Equal(["in", "unsaid"], await RankAsync(database, "shop"));

        var later = new CatalogFold();
        later.Apply(At(Noon.AddHours(1), 0, 100, Upserted("in", "In stock", 1, Availability.OutOfStock)));
        later.Apply(At(Noon.AddHours(1), 0, 101, Upserted("out", "Back in stock", 1)));
        await WriteAsync(database, later);
        Assert.Equal(["out", "unsaid"], await RankAsync(database, "shop"));

        void Say(Event action) => fold.Apply(At(Noon, 0, ++sequence, action));
    }

    [Fact]
    public async Task A_shopper_counts_once_for_a_product_on_the_last_day_and_old_interests_go()
    {
        await using var database = await CatalogDatabase.CreateAsync();
        var (bot, ann) = (Guid.NewGuid(), Guid.NewGuid());
        for (var day = 0; day < 12; day++)
        {
            var fold = new CatalogFold();
            for (var add = 0; add < 5; add++)
                fold.Apply(At(Noon.AddDays(day), 0, (day * 5) + add + 1, Added("liked by one"), shopperId: bot));
            await WriteAsync(database, fold);
        }
        var last = new CatalogFold();
        last.Apply(At(Noon.AddDays(11), 0, 61, Upserted("liked by one", "L", 1)));
        last.Apply(At(Noon.AddDays(11), 0, 62, Upserted("liked by two", "L", 1)));
        last.Apply(At(Noon.AddDays(11), 0, 63, Added("liked by two"), shopperId: bot));
        last.Apply(At(Noon.AddDays(11), 0, 64, Added("liked by two"), shopperId: ann));
        last.Apply(At(Noon.AddDays(11), 0, 65, Ordered("liked by two"), shopperId: ann));
        await WriteAsync(database, last);
        var today = DateOnly.FromDateTime(Noon.AddDays(11).UtcDateTime);
        var ranking = await new ProductDayTable(database).RankAsync("shop", today, [], 10, default);
        Assert.Equal(
            [("liked by two", (Int128)30 * PopularityScore.FullDay), ("liked by one", (Int128)5 * PopularityScore.FullDay)],
            ranking.Select(ranked => (ranked.ProductId, ranked.Score)));

        var interests = new InterestTable(database);
        Assert.Equal(["liked by two"], await interests.OrderedAsync("shop", ann, 10, default));
        Assert.Empty(await interests.OrderedAsync("shop", bot, 10, default));
        // What was put into a cart counts for 60 days, what was bought for 90.
        Assert.Equal(0, await interests.PruneAsync(today.AddDays(60), 10, default));
        Assert.Equal(1, await interests.PruneAsync(today.AddDays(61), 1, default));
        Assert.Equal(1, await interests.PruneAsync(today.AddDays(61), 10, default));
        Assert.Equal(["liked by two"], await interests.OrderedAsync("shop", ann, 10, default));
        Assert.Equal(0, await interests.PruneAsync(today.AddDays(90), 10, default));
        Assert.Equal(1, await interests.PruneAsync(today.AddDays(91), 10, default));
        Assert.Empty(await interests.OrderedAsync("shop", ann, 10, default));
    }

    static List<LoggedEvent> AnyEvents(Random random, int count)
    {
        var sequences = new long[3];
        var events = new List<LoggedEvent>();
        for (var number = 0; number < count; number++)
        {
            var partition = random.Next(3);
            var id = Ids[random.Next(Ids.Length)];
            Event action = random.Next(12) switch
            {
                0 when id == "p0" => Upserted(id, $"t{number}", number),
                1 when id == "p0" => Deleted(id),
                < 5 => Viewed(id, $"seen{number}", random.Next(2) == 0 ? number : null),
                < 8 => Viewed(id, image: $"http://i/{number}"),
                < 10 => Added(id),
                _ => Ordered(id, Ids[random.Next(Ids.Length)]),
            };
            // Equal log times in several partitions are what stamps must settle.
            // Few shoppers, each in one partition, who come back on later days.
            var shopper = new Guid(partition, 0, 0, BitConverter.GetBytes((long)random.Next(4)));
            events.Add(At(Noon.AddHours(number / 2), partition, ++sequences[partition], action, shopperId: shopper));
        }
        return events;
    }

    static Task WriteAsync(NpgsqlDataSource database, CatalogFold fold) =>
        database.InTransactionAsync(transaction => FoldWriter.WriteAsync(transaction, fold, new(), default));

    static async Task<List<string>> RankAsync(NpgsqlDataSource database, string shopId) =>
        (await new ProductDayTable(database).RankAsync(shopId, DateOnly.FromDateTime(Noon.UtcDateTime), [], 10, default))
            .Select(ranked => ranked.ProductId).ToList();

    static async Task<Dictionary<DayKey, DayCounts>> ReadDaysAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT shop_id, day, product_id, views, adds, orders FROM product_days");
        await using var reader = await command.ExecuteReaderAsync();
        var days = new Dictionary<DayKey, DayCounts>();
        while (await reader.ReadAsync())
        {
            days[new(reader.GetString(0), reader.GetFieldValue<DateOnly>(1), reader.GetString(2))] =
                new(reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
        }
        return days;
    }

    static Dictionary<DayKey, DayCounts> DaysOf(CatalogFold fold) =>
        DistinctShoppers.Changes(fold.Interests.Select(said => (said.Key, default(Interest), said.Value)));

    static (DateOnly, string) DayOrder(KeyValuePair<DayKey, DayCounts> day) => (day.Key.Day, day.Key.ProductId);
}
