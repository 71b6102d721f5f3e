using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Grpc.Core;

namespace Automation.Ingestion.Tests.Rpc;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Streaming_events(RunningIngestion ingestion)
{
    [Fact]
    public async Task Acks_are_cumulative_and_tell_duplicates_and_rejections_by_position()
    {
        var shop = await ingestion.ShopAsync();
        using var call = ingestion.AsShop(shop).StreamEvents();
        var twice = Build.Event();
        await SendAsync(call, 1, Build.Event(), twice);
        await SendAsync(call, 3, Build.Event(eventId: ""), twice, Build.Event());
        await SendAsync(call, 6, Build.Event(e => e.MessageSettled = new MessageSettled()));
        await call.RequestStream.CompleteAsync();

        var acks = await call.ResponseStream.ReadAllAsync().ToListAsync();
        Assert.Equal(6, acks[^1].AckedPosition);
        Assert.Equal(acks.Select(ack => ack.AckedPosition).Order(), acks.Select(ack => ack.AckedPosition));
        Assert.Equal(1, acks.Sum(ack => ack.DuplicateCount));
        Assert.Equal(
            [(3L, "FIELD_REQUIRED"), (6L, "SERVICE_CREDENTIAL_REQUIRED")],
            acks.SelectMany(ack => ack.Rejections).Select(pair => (pair.Key, pair.Value.Reason)).Order());
        Assert.Equal(3, (await ingestion.Log().ShopAsync(shop.ShopId)).Count);
    }

    [Fact]
    public async Task Events_of_a_shopper_keep_the_order_of_the_stream()
    {
        var shop = await ingestion.ShopAsync();
        using var call = ingestion.AsShop(shop).StreamEvents();
        var sent = new List<string>();
        var reading = call.ResponseStream.ReadAllAsync().ToListAsync();
        for (var batch = 0; batch < 60; batch++)
        {
            var events = Enumerable.Range(0, 20).Select(_ => Build.Event(Build.Identifiers("ada"))).ToArray();
            sent.AddRange(events.Select(one => one.EventId));
            await SendAsync(call, 1 + (batch * 20), events);
        }
        await call.RequestStream.CompleteAsync();
        Assert.Equal(1_200, (await reading)[^1].AckedPosition);
        Assert.Equal(sent, (await ingestion.Log().ShopAsync(shop.ShopId)).Select(record => record.Event.EventId));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_wrong_position_ends_the_stream_after_the_acks_of_what_came_before(long second)
    {
        var shop = await ingestion.ShopAsync();
        using var call = ingestion.AsShop(shop).StreamEvents();
        await SendAsync(call, 1, Build.Event(), Build.Event());
        await SendAsync(call, second, Build.Event());

        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(2, call.ResponseStream.Current.AckedPosition);
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "FIELD_INVALID", "first_position"),
            await Refusal.OfAsync(() => call.ResponseStream.MoveNext(CancellationToken.None)));
        Assert.Equal(2, (await ingestion.Log().ShopAsync(shop.ShopId)).Count);
    }

    [Fact]
    public async Task An_empty_or_too_large_batch_ends_the_stream()
    {
        var shop = await ingestion.ShopAsync();
        using var empty = ingestion.AsShop(shop).StreamEvents();
        await SendAsync(empty, 1);
        Assert.Equal("FIELD_REQUIRED", (await Refusal.OfAsync(() => empty.ResponseStream.MoveNext(CancellationToken.None))).Reason);

        using var large = ingestion.AsShop(shop).StreamEvents();
        await SendAsync(large, 1, [.. Enumerable.Range(0, 501).Select(_ => Build.Event())]);
        Assert.Equal("BATCH_TOO_LARGE", (await Refusal.OfAsync(() => large.ResponseStream.MoveNext(CancellationToken.None))).Reason);
    }

    [Fact]
    public async Task A_revoked_key_ends_the_streams_that_it_opened()
    {
        var shop = await ingestion.ShopAsync();
        var created = await ingestion.Shops(shop).CreateApiKeyAsync(
            new CreateApiKeyRequest { RequestId = Guid.NewGuid().ToString(), DisplayName = "till" });
        using var call = ingestion.AsShop(new(shop.ShopId, created.Secret)).StreamEvents();
        await SendAsync(call, 1, Build.Event());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await ingestion.Shops(shop).RevokeApiKeyAsync(new RevokeApiKeyRequest { KeyId = created.ApiKey.KeyId });
        await SendAsync(call, 2, Build.Event());
        Assert.Equal(
            new Refusal(StatusCode.Unauthenticated, "CREDENTIAL_INVALID", ""),
            await Refusal.OfAsync(() => call.ResponseStream.MoveNext(CancellationToken.None)));
        Assert.Single(await ingestion.Log().ShopAsync(shop.ShopId));
    }

    /// <summary>Whoever holds the log's lock holds up every append; meanwhile no more than 16 batches are taken from a stream.</summary>
    [Fact]
    public async Task At_most_16_batches_wait_for_their_ack()
    {
        var shop = await ingestion.ShopAsync();
        await using var holder = new Npgsql.NpgsqlConnection(ingestion.Suite.Databases["ingestion"]);
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new Npgsql.NpgsqlCommand("SELECT pg_advisory_xact_lock(7106407)", holder))
            await hold.ExecuteNonQueryAsync();

        using var call = ingestion.AsShop(shop).StreamEvents();
        // 100 batches of 100 KB do not fit into what HTTP/2 buffers on the way, so sending stops when nobody takes them.
        var sentCount = 0;
        var sending = Task.Run(async () =>
        {
            for (var position = 1; position <= 100; position++)
            {
                await call.RequestStream.WriteAsync(new StreamEventsRequest
                {
                    FirstPosition = position * 4 - 3, Events = { Enumerable.Range(0, 4).Select(_ => Build.OfSize(25_000)) },
                });
                Interlocked.Increment(ref sentCount);
            }
            await call.RequestStream.CompleteAsync();
        });
        // 16 taken, one in the server's hands, and up to 1.5 MB of windows and buffers on the way: 32 at the very most.
        var last = -1;
        await Eventually.TrueAsync("sending stands still", async () =>
        {
            var before = Interlocked.Exchange(ref last, Volatile.Read(ref sentCount));
            await Task.Delay(500);
            return before == Volatile.Read(ref sentCount) && before > 0;
        });
        Assert.InRange(last, 16, 40);

        await transaction.RollbackAsync();
        await sending;
        Assert.Equal(400, (await call.ResponseStream.ReadAllAsync().ToListAsync())[^1].AckedPosition);
    }

    static Task SendAsync(
        AsyncDuplexStreamingCall<StreamEventsRequest, StreamEventsResponse> call, long firstPosition, params Event[] events) =>
        call.RequestStream.WriteAsync(new StreamEventsRequest { FirstPosition = firstPosition, Events = { events } });
}
