using System.Text.Json;
using Automation.ChannelDelivery.Sending;
using Automation.ChannelDelivery.Storage;
using Automation.WorkflowEngine.V1;
using Npgsql;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Storage;

[Trait("kind", "stack")]
public sealed class Claiming_what_is_ready
{
    const int Deferred = 30_000;

    [Fact]
    public async Task Looks_at_what_it_takes_however_much_waits()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        // By quiet hours, for a retry, and after their end.
        await AddManyAsync(database, Deferred, "deferred", due: Samples.Noon.AddHours(8));
        await AddManyAsync(database, Deferred, "retried", retry: DateTimeOffset.UtcNow.AddHours(1));
        await AddManyAsync(database, 5_000, "sent", state: MessageState.Sent);
        await AddManyAsync(database, 20, "ready");
        await database.ExecuteAsync("ANALYZE messages");

        var (sequential, rows) = await ExplainAsync(database, limit: 10);

        Assert.False(sequential, "the whole table was read");
        // For each of 10 messages: found, taken, found again to lock it and to write it; and the shops.
        Assert.InRange(rows, 10, 200);
        var claimed = await database.Claims.ClaimDueAsync(Samples.Noon, 10, default);
        Assert.Equal(10, claimed.Count);
        Assert.All(claimed, message => Assert.Equal("ready", message.ShopId));
    }

    [Fact]
    public async Task Takes_what_is_no_marketing_first_and_then_a_fair_share_of_each_shop()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        await AddManyAsync(database, 1_000, "shop-a", due: Samples.Noon.AddHours(-2));
        await AddManyAsync(database, 3, "shop-b");
        await AddManyAsync(database, 3, "shop-c");
        await AddManyAsync(database, 2, "shop-d", purpose: Purpose.Transactional);

        var first = await database.Claims.ClaimDueAsync(Samples.Noon, 8, default);
        var second = await database.Claims.ClaimDueAsync(Samples.Noon, 8, default);

        Assert.Equal(["shop-d", "shop-d"], first.Take(2).Select(message => message.ShopId));
        Assert.Equal([("shop-a", 2), ("shop-b", 2), ("shop-c", 2), ("shop-d", 2)], Shares(first));
        Assert.Equal([("shop-a", 6), ("shop-b", 1), ("shop-c", 1)], Shares(second));
        Assert.Empty(first.Select(message => message.MessageId).Intersect(second.Select(message => message.MessageId)));

        static IEnumerable<(string, int)> Shares(List<Message> claimed) =>
            claimed.GroupBy(message => message.ShopId).OrderBy(shop => shop.Key).Select(shop => (shop.Key, shop.Count()));
    }

    [Fact]
    public async Task Gives_each_message_to_one_of_many_who_ask_at_the_same_time()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        await AddManyAsync(database, 200, "shop-a");
        await AddManyAsync(database, 200, "shop-b");

        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(TakeAllAsync)));

        var taken = claims.SelectMany(claim => claim).ToList();
        Assert.Equal(400, taken.Count);
        Assert.Equal(400, taken.Distinct().Count());

        async Task<List<(string, Guid)>> TakeAllAsync()
        {
            var own = new List<(string, Guid)>();
            for (var empty = 0; empty < 20;)
            {
                var claimed = await database.Claims.ClaimDueAsync(Samples.Noon, 10, default);
                own.AddRange(claimed.Select(message => (message.ShopId, message.MessageId)));
                empty = claimed.Count == 0 ? empty + 1 : 0;
            }
            return own;
        }
    }

    [Fact]
    public async Task Takes_a_retry_when_it_is_due_and_not_before()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        await AddManyAsync(database, 700, "over", retry: DateTimeOffset.UtcNow.AddSeconds(-1));
        await AddManyAsync(database, 1, "later", retry: DateTimeOffset.UtcNow.AddMinutes(1));

        var taken = 0;
        for (var claimed = await ClaimAsync(); claimed.Count > 0; claimed = await ClaimAsync())
        {
            Assert.All(claimed, message => Assert.Equal("over", message.ShopId));
            taken += claimed.Count;
        }
        Assert.Equal(700, taken);

        Task<List<Message>> ClaimAsync() => database.Claims.ClaimDueAsync(Samples.Noon, 100, default);
    }

    [Fact]
    public async Task A_row_whose_content_is_damaged_comes_with_the_others_and_says_so()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        await AddManyAsync(database, 3, "shop-a");
        await database.ExecuteAsync("UPDATE messages SET content = '\\xffffff' WHERE message_id = (SELECT min(message_id::text)::uuid FROM messages)");

        var claimed = await database.Claims.ClaimDueAsync(Samples.Noon, 10, default);

        Assert.Equal(3, claimed.Count);
        Assert.Equal(claimed.Select(message => message.MessageId.ToString()).Min(StringComparer.Ordinal), Assert.Single(claimed, message => message.IsDamaged).MessageId.ToString());
    }

    [Fact]
    public async Task Messages_are_forgotten_long_after_their_end_with_what_was_decided_about_them()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        await AddManyAsync(database, 30, "old", state: MessageState.Sent, settled: Samples.Noon.AddDays(-401));
        await AddManyAsync(database, 5, "new", state: MessageState.Sent, settled: Samples.Noon.AddDays(-399));
        await AddManyAsync(database, 5, "open");
        var table = Assert.Single(ForgottenMessages.Plan(database.Source, new SendingOptions()).Tables);

        var before = Samples.Noon - table.Retention;
        Assert.Equal(20, await table.DeleteAsync(before, 20, default));
        Assert.Equal(10, await table.DeleteAsync(before, 20, default));
        Assert.Equal(0, await table.DeleteAsync(before, 20, default));

        Assert.Equal(10L, await database.ExecuteAsync("SELECT count(*) FROM messages WHERE shop_id <> 'old'"));
        Assert.Equal(10L, await database.ExecuteAsync("SELECT count(*) FROM message_decisions"));
    }

    // Whether a table was read from end to end, and how many rows of messages were looked at in all.
    static async Task<(bool Sequential, double Rows)> ExplainAsync(DeliveryDatabase database, int limit)
    {
        await using var command = database.Source.CreateCommand($"EXPLAIN (ANALYZE, FORMAT JSON) {MessageClaims.ClaimDue}");
        foreach (var value in new object[] { Samples.Noon, TimeSpan.Zero, Guid.NewGuid(), limit })
            command.Parameters.Add(new() { Value = value });
        using var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync())!);
        var scans = Nodes(plan.RootElement[0].GetProperty("Plan"))
            .Where(node => node.TryGetProperty("Relation Name", out var name) && name.GetString() == "messages").ToList();
        return (
            scans.Exists(node => node.GetProperty("Node Type").GetString() == "Seq Scan"),
            scans.Sum(node => node.GetProperty("Actual Loops").GetDouble()
                * (node.GetProperty("Actual Rows").GetDouble() + Number(node, "Rows Removed by Filter") + Number(node, "Rows Removed by Index Recheck"))));

        static double Number(JsonElement node, string name) => node.TryGetProperty(name, out var number) ? number.GetDouble() : 0;

        static IEnumerable<JsonElement> Nodes(JsonElement node) => node.TryGetProperty("Plans", out var plans)
            ? plans.EnumerateArray().SelectMany(Nodes).Prepend(node)
            : [node];
    }

    static async Task AddManyAsync(
        DeliveryDatabase database, int count, string shopId, DateTimeOffset? due = null, DateTimeOffset? retry = null,
        MessageState state = MessageState.Pending, Purpose purpose = Purpose.Marketing, DateTimeOffset? settled = null)
    {
        await using var command = database.Source.CreateCommand("""
            WITH added AS (
                INSERT INTO messages (
                    shop_id, message_id, shopper_id, partition, run_id, workflow_id, workflow_version, step_id, visit, channel, purpose,
                    template_id, content, decide_time, position, depth, traceparent, state, reason, due_time, retry_time, decision_count, settle_time)
                SELECT $2, gen_random_uuid(), gen_random_uuid(), 3, gen_random_uuid(), 'w', 1, 's', 1, 1, $6, 'abandoned-cart', '', $7, 7, 1, '', $5, '',
                    $3 + number * interval '1 microsecond', $4, 1, $8
                FROM generate_series(1, $1) number RETURNING shop_id, message_id
            )
            INSERT INTO message_decisions SELECT shop_id, message_id, 1, 1, '', '', $7, 7 FROM added
            """);
        foreach (var value in new object[]
        {
            count, shopId, due ?? Samples.Noon.AddHours(-1), retry ?? DateTimeOffset.MinValue, (short)state, (short)purpose, Samples.Noon.AddHours(-1),
        })
            command.Parameters.Add(new() { Value = value });
        command.Parameters.Add(new NpgsqlParameter { Value = settled is { } time ? time : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync();
    }
}
