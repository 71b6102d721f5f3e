using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Testing;

namespace Automation.Ingestion.Tests;

/// <summary>Two replicas of the real service on one real database, shared by the tests that kill nothing.</summary>
public sealed class RunningIngestion : IAsyncLifetime
{
    public Suite Suite { get; private set; } = null!;

    public async Task InitializeAsync() => Suite = await Suite.StartAsync(new SuitePlan
    {
        Services = ["ingestion"],
        Replicas = new Dictionary<string, int> { ["ingestion"] = 2 },
    });

    public async Task DisposeAsync() => await Suite.DisposeAsync();

    /// <summary>A shop of the test's own.</summary>
    public Task<SuiteShop> ShopAsync() => Suite.CreateShopAsync();

    public IngestionService.IngestionServiceClient AsShop(SuiteShop shop, int replica = 0) => new(Suite.AsShop("ingestion", shop, replica));

    /// <summary>Calls with a service credential for a shop.</summary>
    public IngestionService.IngestionServiceClient AsService(string shopId) => new(Suite.AsService("ingestion", shopId));

    public DerivedEventService.DerivedEventServiceClient Derived => new(Suite.AsService("ingestion"));

    public ShopService.ShopServiceClient Shops(SuiteShop shop) => new(Suite.AsShop("ingestion", shop));

    public EventLogReading Log(int replica = 0) => new(new(Suite.AsService("ingestion", replica: replica)));
}

[CollectionDefinition(Name)]
public sealed class IngestionCollection : ICollectionFixture<RunningIngestion>
{
    public const string Name = "ingestion";
}

/// <summary>Reads the whole log as a follower would.</summary>
public sealed class EventLogReading(EventLogService.EventLogServiceClient client)
{
    public EventLogService.EventLogServiceClient Client => client;

    public async Task<HeadsResponse> HeadsAsync() => await client.HeadsAsync(new HeadsRequest());

    /// <summary>Everything of a partition after a sequence.</summary>
    public async Task<List<LoggedEvent>> PartitionAsync(int partition, long after = 0)
    {
        var records = new List<LoggedEvent>();
        while (true)
        {
            var page = await client.ReadPartitionAsync(
                new ReadPartitionRequest { Partition = partition, AfterSequence = after, MaxRecords = 5_000 });
            if (page.Records.Count == 0)
                return records;
            records.AddRange(page.Records);
            after = records[^1].Sequence;
        }
    }

    /// <summary>Everything of a shop, by partition and sequence.</summary>
    public async Task<List<LoggedEvent>> ShopAsync(string shopId)
    {
        var records = new List<LoggedEvent>();
        for (var partition = 0; partition < 16; partition++)
            records.AddRange((await PartitionAsync(partition)).Where(record => record.ShopId == shopId));
        return records;
    }
}
