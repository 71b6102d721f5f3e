using Automation.Ingestion.V1;
using Automation.Testing;

namespace Automation.Invariants.Tests.Replicas;

/// <summary>PostgreSQL dies and comes back while nobody looks; every connection in the pools is dead.</summary>
[Trait("kind", "fault")]
[Collection(TwoIngestionsCollection.Name)]
public sealed class Losing_the_database(TwoIngestions two)
{
    readonly Suite _suite = two.Suite;

    [Fact]
    public async Task Costs_no_reader_an_error_once_it_is_back()
    {
        var shop = await _suite.CreateShopAsync();
        var client = new IngestionService.IngestionServiceClient(_suite.AsShop("ingestion", shop));
        var sent = Build.View("mug");
        (sent.EventId, sent.Identifiers) = ("e1", new() { UserId = "ann" });
        var shopper = (await client.RecordEventAsync(new RecordEventRequest { Event = sent })).ShopperId;
        var request = new ListEventsRequest { ShopperId = shopper };
        // So many at once that the pool has some connections.
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.ListEventsAsync(request).ResponseAsync));

        _suite.Postgres.Server.Kill();
        await _suite.Postgres.RestartAsync();
        for (var read = 0; read < 5; read++)
            Assert.Single((await client.ListEventsAsync(request)).Events);
    }
}

/// <summary>One pair for all.</summary>
[CollectionDefinition(Name)]
public sealed class TwoIngestionsCollection : ICollectionFixture<TwoIngestions>
{
    public const string Name = "two ingestions";
}
