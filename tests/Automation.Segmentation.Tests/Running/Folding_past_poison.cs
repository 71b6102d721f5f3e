using Automation.Api.V1;
using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Automation.Testing;
using Google.Protobuf;
using Npgsql;
using Xunit;

namespace Automation.Segmentation.Tests.Running;

/// <summary>Records that cannot be folded, and profiles that cannot be read, since these tests damage what is stored.</summary>
[Trait("kind", "stack")]
[Collection(SegmentationCollection.Name)]
public sealed class Folding_past_poison(RunningSegmentation running)
{
    const int EventCount = 2_000;

    [Fact]
    public async Task One_in_a_hundred_is_parked_and_fails_no_batch()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.CaughtUpAsync();
        await running.Suite["segmentation"].StopAsync();
        await running.AsShop(shop).RecordAsync(Shoppers.Events(seed: 71, shoppers: 30, count: EventCount));
        // An event without its product: ingestion takes none, so somebody has damaged it.
        var poison = await PoisonAsync(shop, EventCount / 100, new Event { ProductViewed = new() });
        var epochs = await EpochsAsync();

        await running.Suite["segmentation"].StartAsync();
        await running.CaughtUpAsync();

        // One take-over each; every batch that fails costs one more.
        Assert.Equal(epochs + 16, await EpochsAsync());
        var parked = (await ParkedAsync()).Where(record => poison.Contains((record.Partition, record.Sequence))).ToList();
        Assert.Equal(poison.Count, parked.Count);
        Assert.All(parked, record => Assert.Contains("Exception: ", record.Reason, StringComparison.Ordinal));
        var (expected, marks) = Folded(await running.LogAsync(), shop, poison);
        var answered = await running.AnsweredAsync(shop, expected.Keys);
        Assert.Equal(30, answered.Count);
        foreach (var (shopperId, profile) in expected)
            Assert.Equal(profile, answered[shopperId]);
        // Downstream has them all, with the marks that the others got.
        Assert.Equal(marks, await MarksAsync(shop));
    }

    [Fact]
    public async Task A_damaged_profile_parks_its_shoppers_records_alone_until_it_is_restored()
    {
        var shop = await running.Suite.CreateShopAsync();
        var client = running.AsShop(shop);
        string[] users = ["bytes", "empty", "somebody-else", "older", "sound"];
        var shopperIds = new Dictionary<string, string>();
        foreach (var user in users)
        {
            await client.RecordEventAsync(new() { Event = Serving_profiles.Adding($"{user}-1", user, "p1") });
            shopperIds[user] = (await client.RecordEventAsync(new() { Event = Serving_profiles.Adding($"{user}-2", user, "p2") })).ShopperId;
        }
        await running.CaughtUpAsync();
        await running.ExecuteAsync("segmentation", $"CREATE TABLE segmentation.backup AS SELECT * FROM segmentation.profiles WHERE shop_id = '{shop.ShopId}'");
        // What is in memory is not read again.
        await running.Suite["segmentation"].StopAsync();
        await DamageAsync("bytes", "decode('ffffff', 'hex')");
        await DamageAsync("empty", "''");
        await DamageAsync("somebody-else", $"(SELECT state FROM segmentation.backup WHERE shopper_id = '{shopperIds["sound"]}')");
        await running.ExecuteAsync(
            "segmentation", $"UPDATE segmentation.profiles SET sequence = sequence + 1 WHERE shop_id = '{shop.ShopId}' AND shopper_id = '{shopperIds["older"]}'");
        var epochs = await EpochsAsync();
        await running.Suite["segmentation"].StartAsync();
        foreach (var user in users)
            await client.RecordEventAsync(new() { Event = Serving_profiles.Adding($"{user}-3", user, "p3") });
        await running.CaughtUpAsync();

        Assert.Equal(epochs + 16, await EpochsAsync());
        var parked = (await ParkedAsync()).Where(record => record.Reason.Contains($"of shop {shop.ShopId} is damaged", StringComparison.Ordinal)).ToList();
        Assert.Equal(users.Where(user => user != "sound").Select(user => shopperIds[user]).Order(), parked.Select(record => record.Reason.Split(' ')[6]).Order());
        Assert.Equal(3, (await ProfileAsync("sound")).Carts[0].Lines.Count);
        Assert.Equal("Healthy", await HealthAsync());

        await running.ExecuteAsync(
            "segmentation",
            $"UPDATE segmentation.profiles p SET state = b.state, sequence = b.sequence FROM segmentation.backup b WHERE (p.shop_id, p.shopper_id) = (b.shop_id, b.shopper_id) AND p.shopper_id <> '{shopperIds["sound"]}'; DROP TABLE segmentation.backup");
        foreach (var record in parked)
            await Parking.RetryParkedRecordAsync(new() { Follower = "segmentation", Partition = record.Partition, Sequence = record.Sequence });
        await RunningSegmentation.UntilAsync("all are folded", async () => !(await ParkedAsync()).Any(record => parked.Any(each => (each.Partition, each.Sequence) == (record.Partition, record.Sequence))));
        await running.AssertAllFoldedAsync(shop);

        Task DamageAsync(string user, string state) => running.ExecuteAsync(
            "segmentation", $"UPDATE segmentation.profiles SET state = {state} WHERE shop_id = '{shop.ShopId}' AND shopper_id = '{shopperIds[user]}'");

        async Task<Profile> ProfileAsync(string user) =>
            (await running.Profiles(shop).GetProfileAsync(new() { ShopperId = shopperIds[user] })).Profile;
    }

    [Fact]
    public async Task What_happened_and_what_was_are_answered_beside_a_parked_record_and_a_damaged_profile()
    {
        var shop = await running.Suite.CreateShopAsync();
        var client = running.AsShop(shop);
        await running.CaughtUpAsync();
        await running.Suite["segmentation"].StopAsync();
        var shopperId = (await client.RecordEventAsync(new() { Event = Serving_profiles.Adding("looking-1", "looking", "p1") })).ShopperId;
        for (var number = 2; number <= 5; number++)
            await client.RecordEventAsync(new() { Event = Serving_profiles.Adding($"looking-{number}", "looking", $"p{number}") });
        await using (var log = NpgsqlDataSource.Create(running.Suite.Databases["ingestion"]))
        {
            await using var command = log.CreateCommand(
                "UPDATE ingestion.events SET payload = $2 WHERE (partition, sequence) = (SELECT partition, sequence FROM ingestion.events WHERE shop_id = $1 AND payload IS NOT NULL ORDER BY sequence DESC OFFSET 2 LIMIT 1)");
            command.Parameters.Add(new() { Value = shop.ShopId });
            command.Parameters.Add(new() { Value = new Event { EventId = "looking-3", ProductViewed = new() }.ToByteArray() });
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }
        await running.Suite["segmentation"].StartAsync();
        await running.CaughtUpAsync();

        await AssertAnsweredAsync();
        await running.ExecuteAsync("segmentation", $"UPDATE segmentation.profiles SET state = decode('ffffff', 'hex') WHERE shop_id = '{shop.ShopId}'");
        await AssertAnsweredAsync();

        async Task AssertAnsweredAsync()
        {
            var profiles = running.Profiles(shop);
            var (entries, token) = (new List<TimelineEntry>(), "");
            do
            {
                var page = await profiles.ListTimelineAsync(new() { ShopperId = shopperId, PageSize = 2, PageToken = token });
                entries.AddRange(page.Entries);
                token = page.NextPageToken;
            }
            while (token.Length > 0);
            Assert.Equal(
                ["looking-5 False", "looking-4 False", "looking-3 True", "looking-2 False", "looking-1 False"],
                entries.Select(entry => $"{entry.Event.EventId} {entry.Parked}"));
            var past = await profiles.GetProfileAsync(new() { ShopperId = shopperId, AsOfTime = entries[0].LogTime });
            Assert.Equal(1, past.ParkedEventCount);
            Assert.Equal(["p1", "p2", "p4", "p5"], past.Profile.Carts.SelectMany(cart => cart.Lines).Select(line => line.ProductId).Order(StringComparer.Ordinal));
        }
    }

    ParkingService.ParkingServiceClient Parking => new(running.Suite.AsService("segmentation"));

    async Task<string> HealthAsync()
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(running.Suite["segmentation"].HttpAddress, "/health"));
    }

    async Task<List<ParkedRecord>> ParkedAsync() =>
        [.. (await Parking.ListParkedRecordsAsync(new() { Follower = "segmentation", PageSize = 500 })).Records];

    /// <summary>Puts another event in the place of so many of the shop's, spread over all.</summary>
    async Task<HashSet<(int, long)>> PoisonAsync(SuiteShop shop, int count, Event poison)
    {
        await using var log = NpgsqlDataSource.Create(running.Suite.Databases["ingestion"]);
        await using var command = log.CreateCommand(
            """
            UPDATE ingestion.events e SET payload = $3
            FROM (SELECT partition, sequence, row_number() OVER (ORDER BY partition, sequence) AS number FROM ingestion.events WHERE shop_id = $1 AND payload IS NOT NULL) AS n
            WHERE e.partition = n.partition AND e.sequence = n.sequence AND n.number % $2 = 7
            RETURNING e.partition, e.sequence
            """);
        command.Parameters.Add(new() { Value = shop.ShopId });
        command.Parameters.Add(new() { Value = EventCount / count });
        command.Parameters.Add(new() { Value = poison.ToByteArray() });
        var places = new HashSet<(int, long)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            places.Add((reader.GetInt16(0), reader.GetInt64(1)));
        Assert.Equal(count, places.Count);
        return places;
    }

    async Task<long> EpochsAsync()
    {
        await using var database = NpgsqlDataSource.Create(running.Suite.Databases["segmentation"]);
        await using var command = database.CreateCommand("SELECT sum(epoch)::bigint FROM segmentation.follower_positions");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>What profiles and marks must be, folded here without the poison.</summary>
    static (Dictionary<string, Profile> Profiles, List<(int, long, FoldMarks)> Marks) Folded(
        IEnumerable<LoggedEvent> log, SuiteShop shop, HashSet<(int, long)> poison)
    {
        var states = new Dictionary<string, ProfileState>();
        var marks = new List<(int, long, FoldMarks)>();
        foreach (var logged in log.Where(logged => logged.ShopId == shop.ShopId))
        {
            var mark = FoldMarks.None;
            if (ProfileFold.IsFolded(logged) && !poison.Contains((logged.Partition, logged.Sequence)))
            {
                if (!states.TryGetValue(logged.ShopperId, out var state))
                    states[logged.ShopperId] = state = new ProfileState();
                mark = ProfileFold.Apply(state, logged);
            }
            marks.Add((logged.Partition, logged.Sequence, mark));
        }
        return (states.ToDictionary(pair => pair.Key, pair => pair.Value.Profile), marks);
    }

    async Task<List<(int, long, FoldMarks)>> MarksAsync(SuiteShop shop)
    {
        var marks = new List<(int, long, FoldMarks)>();
        for (var partition = 0; partition < 16; partition++)
        {
            for (var after = 0L; ;)
            {
                var page = await running.MembershipLog.ReadPartitionAsync(new() { Partition = partition, AfterSequence = after, MaxRecords = 1_000 });
                if (page.Records.Count == 0)
                    break;
                marks.AddRange(page.Records.Where(record => record.Event.ShopId == shop.ShopId).Select(record => (
                    partition,
                    record.Event.Sequence,
                    (record.NoEffect ? FoldMarks.NoEffect : 0) | (record.BeforeOrder ? FoldMarks.BeforeOrder : 0))));
                after = page.Records[^1].Event.Sequence;
            }
        }
        return marks;
    }
}
