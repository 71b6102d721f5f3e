using System.Diagnostics;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Popularity;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Testing;
using Grpc.Core;
using Npgsql;
using Xunit;
using Interest = Automation.Recommendations.Popularity.Interest;

namespace Automation.Recommendations.Tests.Running;

/// <summary>Ingestion and two replicas of recommendations as real processes on real servers, on a driven clock.</summary>
public sealed class RunningRecommendations : IAsyncLifetime
{
    public Suite Suite { get; private set; } = null!;

    public async Task InitializeAsync() => Suite = await Suite.StartAsync(new SuitePlan
    {
        Services = ["ingestion", "recommendations"],
        Replicas = new Dictionary<string, int> { ["recommendations"] = 2 },
        DrivenFrom = new DateTimeOffset(2026, 11, 1, 9, 0, 0, TimeSpan.Zero),
    });

    public async Task DisposeAsync() => await Suite.DisposeAsync();

    public IngestionService.IngestionServiceClient AsShop(SuiteShop shop) => new(Suite.AsShop("ingestion", shop));

    public CatalogService.CatalogServiceClient Catalog(SuiteShop shop, int replica = 0) => new(Suite.AsShop("recommendations", shop, replica));

    public RecommendationService.RecommendationServiceClient Recommendations(SuiteShop shop, int replica = 0) =>
        new(Suite.AsShop("recommendations", shop, replica));

    public Task CaughtUpAsync() => Suite.SettleAsync(DateTimeOffset.UnixEpoch);

    /// <summary>What the log says, folded here.</summary>
    internal async Task<CatalogFold> ExpectedAsync(SuiteShop shop)
    {
        var client = new EventLogService.EventLogServiceClient(Suite.AsService("ingestion"));
        var fold = new CatalogFold();
        for (var partition = 0; partition < 16; partition++)
        {
            for (var after = 0L; ;)
            {
                var page = await client.ReadPartitionAsync(new() { Partition = partition, AfterSequence = after });
                if (page.Records.Count == 0)
                    break;
                foreach (var logged in page.Records.Where(logged => logged.ShopId == shop.ShopId))
                    fold.Apply(logged);
                after = page.Records[^1].Sequence;
            }
        }
        return fold;
    }

    /// <summary>Asserts that catalog and ranking are what the log says, on both replicas.</summary>
    public async Task<int> AssertAllFoldedAsync(SuiteShop shop)
    {
        var fold = await ExpectedAsync(shop);
        var expected = fold.Products
            .Select(pair => pair.Value.ToCatalogProduct(pair.Key.ProductId)).OfType<CatalogProduct>()
            .OrderBy(product => product.Product.ProductId, StringComparer.Ordinal).ToList();
        var today = DateOnly.FromDateTime(Suite.Clock!.Now.UtcDateTime);
        var days = DistinctShoppers.Changes(fold.Interests.Select(said => (said.Key, default(Interest), said.Value)));
        var scores = days.GroupBy(day => day.Key.ProductId).ToDictionary(
            days => days.Key, days => PopularityScore.Of(today, days.Select(day => (day.Key.Day, day.Value))));
        var ranking = expected.Where(product => product.Source is ProductSource.Catalog && KnownProduct.IsSellable(product.Product))
            .Select(product => (product.Product.ProductId, Score: (double)scores.GetValueOrDefault(product.Product.ProductId) / 1e6))
            .Where(product => product.Score > 0)
            .OrderByDescending(product => product.Score).ThenBy(product => product.ProductId, StringComparer.Ordinal).ToList();
        for (var replica = 0; replica < 2; replica++)
        {
            var request = new BatchGetProductsRequest { ProductIds = { fold.Products.Keys.Select(key => key.ProductId) } };
            var answered = (await Catalog(shop, replica).BatchGetProductsAsync(request)).Products
                .OrderBy(product => product.Product.ProductId, StringComparer.Ordinal);
            Assert.Equal(expected, answered);
            var recommended = await Recommendations(shop, replica).RecommendAsync(new() { Strategy = Strategy.Popular, ProductCount = 100 });
            Assert.Equal(ranking, recommended.Recommendations.Select(one => (one.Product.Product.ProductId, one.Score)));
        }
        return expected.Count;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Suite.Databases["recommendations"] + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        var timeout = TimeSpan.FromSeconds(20);
        var waited = Stopwatch.StartNew();
        while (!await isSo())
        {
            if (waited.Elapsed > timeout)
                throw new TimeoutException($"Waited {timeout} until {what}.");
            await Task.Delay(20);
        }
    }

    public static async Task<(Google.Rpc.ErrorInfo Info, Google.Rpc.BadRequest Fields)> FaultAsync(StatusCode code, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(code, error.StatusCode);
        var details = FaultStatus.ReadDetails(error)!.Details;
        return (details[0].Unpack<Google.Rpc.ErrorInfo>(), details.Count > 1 ? details[1].Unpack<Google.Rpc.BadRequest>() : new());
    }

    public static Event By(string userId, Event action)
    {
        action.EventId = Guid.NewGuid().ToString();
        action.Identifiers = new() { UserId = userId };
        return action;
    }
}

[CollectionDefinition(Name)]
public sealed class RecommendationsCollection : ICollectionFixture<RunningRecommendations>
{
    public const string Name = "recommendations";
}
