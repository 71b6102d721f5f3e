using System.Diagnostics;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Automation.Testing;
using Npgsql;
using Xunit;

namespace Automation.Segmentation.Tests.Running;

/// <summary>Ingestion and segmentation as real processes on real servers.</summary>
public class RunningSegmentation : IAsyncLifetime
{
    public Suite Suite { get; private set; } = null!;

    protected virtual int Replicas => 1;

    public async Task InitializeAsync() => Suite = await Suite.StartAsync(new SuitePlan
    {
        Services = ["ingestion", "segmentation"],
        Replicas = new Dictionary<string, int> { ["segmentation"] = Replicas },
    });

    public async Task DisposeAsync() => await Suite.DisposeAsync();

    public IngestionService.IngestionServiceClient AsShop(SuiteShop shop) => new(Suite.AsShop("ingestion", shop));

    public ProfileService.ProfileServiceClient Profiles(SuiteShop shop, int replica = 0) => new(Suite.AsShop("segmentation", shop, replica));

    public MembershipLogService.MembershipLogServiceClient MembershipLog => new(Suite.AsService("segmentation"));

    /// <summary>Waits until everything logged is folded, on whichever replica.</summary>
    public Task CaughtUpAsync(TimeSpan? limit = null) => Suite.SettleAsync(DateTimeOffset.UnixEpoch, limit);

    /// <summary>Every event that is in the log.</summary>
    public async Task<List<LoggedEvent>> LogAsync()
    {
        var client = new EventLogService.EventLogServiceClient(Suite.AsService("ingestion"));
        var events = new List<LoggedEvent>();
        for (var partition = 0; partition < 16; partition++)
        {
            for (var after = 0L; ;)
            {
                var page = await client.ReadPartitionAsync(new() { Partition = partition, AfterSequence = after });
                if (page.Records.Count == 0)
                    break;
                events.AddRange(page.Records);
                after = page.Records[^1].Sequence;
            }
        }
        return events;
    }

    /// <summary>The profiles of a shop as the log says they must be, folded here.</summary>
    public async Task<Dictionary<string, Profile>> ExpectedAsync(SuiteShop shop)
    {
        var states = new Dictionary<string, ProfileState>();
        foreach (var logged in (await LogAsync()).Where(logged => logged.ShopId == shop.ShopId && logged.ShopperId.Length > 0))
        {
            if (!states.TryGetValue(logged.ShopperId, out var state))
                states[logged.ShopperId] = state = new ProfileState();
            ProfileFold.Apply(state, logged);
        }
        return states.ToDictionary(pair => pair.Key, pair => pair.Value.Profile);
    }

    /// <summary>The profiles of these shoppers as segmentation answers them.</summary>
    public async Task<Dictionary<string, Profile>> AnsweredAsync(SuiteShop shop, IEnumerable<string> shopperIds, int replica = 0)
    {
        var profiles = new Dictionary<string, Profile>();
        foreach (var chunk in shopperIds.Chunk(500))
        {
            var response = await Profiles(shop, replica).BatchGetProfilesAsync(new() { ShopperIds = { chunk } });
            foreach (var profile in response.Profiles)
                profiles.Add(profile.ShopperId, profile);
        }
        return profiles;
    }

    /// <summary>Asserts that every profile is what the log says.</summary>
    /// <returns>How many there are.</returns>
    public async Task<int> AssertAllFoldedAsync(SuiteShop shop)
    {
        var expected = await ExpectedAsync(shop);
        var answered = await AnsweredAsync(shop, expected.Keys);
        Assert.Equal(expected.Count, answered.Count);
        foreach (var (shopperId, profile) in expected)
            Assert.Equal(profile, answered[shopperId]);
        return expected.Count;
    }

    public async Task ExecuteAsync(string service, string sql)
    {
        await using var connection = new NpgsqlConnection(Suite.Databases[service] + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task UntilAsync(string what, Func<Task<bool>> isSo, TimeSpan? limit = null)
    {
        var timeout = limit ?? TimeSpan.FromSeconds(20);
        var waited = Stopwatch.StartNew();
        while (!await isSo())
        {
            if (waited.Elapsed > timeout)
                throw new TimeoutException($"Waited {timeout} until {what}.");
            await Task.Delay(20);
        }
    }
}

[CollectionDefinition(Name)]
public sealed class SegmentationCollection : ICollectionFixture<RunningSegmentation>
{
    public const string Name = "segmentation";
}
