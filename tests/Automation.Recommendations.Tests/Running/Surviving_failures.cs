using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.Testing;
using Grpc.Core;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;
using static Automation.Recommendations.Tests.Running.RunningRecommendations;

namespace Automation.Recommendations.Tests.Running;

[Trait("kind", "fault")]
[Collection(RecommendationsCollection.Name)]
public sealed class Surviving_failures(RunningRecommendations running)
{
    [Fact]
    public async Task Killed_replicas_leave_every_event_counted_once_and_folded_anew_all_is_the_same()
    {
        var shop = await running.Suite.CreateShopAsync();
        var sending = RecordAsync(shop, seed: 1, count: 4_000);
        for (var kill = 0; kill < 4; kill++)
        {
            var folded = await FoldedAsync();
            await UntilAsync("some more is folded", async () => await FoldedAsync() > folded + 200 || sending.IsCompleted);
            await running.Suite["recommendations", kill % 2].RestartAsync();
        }
        await sending;
        await running.CaughtUpAsync();
        var count = await running.AssertAllFoldedAsync(shop);
        Assert.InRange(count, 20, 40);

        await Task.WhenAll(running.Suite["recommendations", 0].StopAsync(), running.Suite["recommendations", 1].StopAsync());
        await running.ExecuteAsync(
            """
            SET search_path = recommendations;
            TRUNCATE products, product_days, interests, interactions, watched_products, stock_requests, follower_positions, parked_records;
            """);
        await Task.WhenAll(running.Suite["recommendations", 0].StartAsync(), running.Suite["recommendations", 1].StartAsync());
        await running.CaughtUpAsync();
        Assert.Equal(count, await running.AssertAllFoldedAsync(shop));
    }

    [Fact]
    public async Task Without_rabbitmq_everything_is_folded_and_put_still()
    {
        var shop = await running.Suite.CreateShopAsync();
        running.Suite.RabbitMq.Server.Kill();
        try
        {
            await RecordAsync(shop, seed: 2, count: 600);
            await running.Catalog(shop).UpsertProductsAsync(
                new() { RequestId = Guid.NewGuid().ToString(), Products = { Product("put", "Put", 1) } });
            await running.CaughtUpAsync();
            await running.AssertAllFoldedAsync(shop);
        }
        finally
        {
            await running.Suite.RabbitMq.RestartAsync();
        }
    }

    [Fact]
    public async Task Without_ingestion_reads_are_answered_and_a_put_is_repeated_when_it_is_back()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.Catalog(shop).UpsertProductsAsync(new() { RequestId = Guid.NewGuid().ToString(), Products = { Product("a", "A", 1) } });
        var request = new UpsertProductsRequest { RequestId = Guid.NewGuid().ToString(), Products = { Product("b", "B", 1) } };
        running.Suite["ingestion"].Kill();
        try
        {
            Assert.Equal("A", (await running.Catalog(shop).GetProductAsync(new() { ProductId = "a" })).Product.Product.Title);
            var fault = await FaultAsync(StatusCode.Unavailable, () => running.Catalog(shop).UpsertProductsAsync(request).ResponseAsync);
            Assert.Equal("PEER_UNAVAILABLE", fault.Info.Reason);
        }
        finally
        {
            await running.Suite["ingestion"].StartAsync();
        }
        UpsertProductsResponse? put = null;
        await UntilAsync("recommendations has found ingestion again", async () =>
        {
            try
            {
                put = await running.Catalog(shop).UpsertProductsAsync(request);
                return true;
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable)
            {
                return false;
            }
        });
        Assert.Equal("B", put!.Products[0].Product.Title);
    }

    async Task RecordAsync(SuiteShop shop, int seed, int count)
    {
        var random = new Random(seed);
        var client = running.AsShop(shop);
        var events = Enumerable.Range(0, count).Select(number => AnyEvent(random, seed, number));
        foreach (var batch in events.Chunk(100))
        {
            var response = await client.BatchRecordEventsAsync(new() { Events = { batch } });
            Assert.Empty(response.Rejections);
        }
    }

    static Event AnyEvent(Random random, int seed, int number)
    {
        var id = $"p{random.Next(40)}";
        var action = random.Next(14) switch
        {
            0 => Upserted(id, $"told {number}", number, (Availability)random.Next(3)),
            1 when random.Next(4) == 0 => Deleted(id),
            < 6 => By($"u{random.Next(100)}", Viewed(id, $"seen {number}", random.Next(2) == 0 ? number : null)),
            < 10 => By($"u{random.Next(100)}", Added(id)),
            _ => By($"u{random.Next(100)}", Ordered(id, $"p{random.Next(40)}")),
        };
        if (action.OrderCompleted is { } order)
        {
            order.OrderId = $"o{number}";
            order.Total = Gbp(1);
        }
        action.EventId = $"s{seed}-{number}";
        return action;
    }

    async Task<long> FoldedAsync()
    {
        await using var connection = new Npgsql.NpgsqlConnection(running.Suite.Databases["recommendations"] + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("SELECT coalesce(sum(sequence), 0)::bigint FROM recommendations.follower_positions", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
