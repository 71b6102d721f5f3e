using Automation.ChannelDelivery.Policies;
using Automation.ChannelDelivery.Sending;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Npgsql;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Storage;

/// <summary>A cap holds for the shopper and for the address, also among messages that begin in the same moment.</summary>
[Trait("kind", "stack")]
public sealed class Counting_against_the_cap
{
    static readonly FrequencyLimit OneADay = new(Channel.Email, 1, TimeSpan.FromDays(1));

    [Fact]
    public async Task One_of_many_shoppers_of_an_address_gets_a_message()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        var messages = await AddAsync(database, 24, _ => Guid.NewGuid());
        var starts = await Task.WhenAll(messages.Select(message => BeginAsync(database, message, "x@shop.example.com")));
        Assert.Equal(1, starts.Count(start => start is SendStart.Begun));
        Assert.Equal(23, starts.Count(start => start is SendStart.Capped));
    }

    [Fact]
    public async Task Two_shoppers_of_an_address_who_begin_at_the_same_moment_wait_for_each_other()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        var messages = await AddAsync(database, 2, _ => Guid.NewGuid());
        // The first has counted and comes no further while its row is somebody else's.
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var holding = new NpgsqlCommand("SELECT 1 FROM messages WHERE message_id = $1 FOR UPDATE", connection, transaction))
        {
            holding.Parameters.Add(new() { Value = messages[0].MessageId });
            await holding.ExecuteScalarAsync();
        }
        var first = BeginAsync(database, messages[0], "x@shop.example.com");
        while (await WaitingAsync(database) < 1)
            await Task.Delay(10);
        var second = BeginAsync(database, messages[1], "x@shop.example.com");
        while (await WaitingAsync(database) < 2 && !second.IsCompleted)
            await Task.Delay(10);
        await transaction.CommitAsync();
        Assert.Equal([SendStart.Begun, SendStart.Capped], await Task.WhenAll(first, second));
    }

    [Fact]
    public async Task A_shopper_who_changes_address_gets_one_message()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        var shopper = Guid.NewGuid();
        var messages = await AddAsync(database, 12, _ => shopper);
        var starts = await Task.WhenAll(messages.Select((message, index) => BeginAsync(database, message, $"x{index}@shop.example.com")));
        Assert.Equal(1, starts.Count(start => start is SendStart.Begun));
    }

    [Fact]
    public async Task Shoppers_with_each_others_addresses_wait_for_each_other_and_not_for_ever()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        Guid[] shoppers = [.. Enumerable.Range(0, 4).Select(_ => Guid.NewGuid())];
        var messages = await AddAsync(database, 64, index => shoppers[index % 4]);
        var starts = await Task.WhenAll(messages.Select((message, index) =>
            BeginAsync(database, message, $"x{(index / 4) % 4}@shop.example.com")));
        // As many as there can be pairs of a shopper and an address that share neither.
        Assert.InRange(starts.Count(start => start is SendStart.Begun), 1, 4);
        Assert.DoesNotContain(SendStart.Lost, starts);
        var sent = messages.Zip(starts).Select((pair, index) => (Shopper: index % 4, Address: index / 4 % 4, pair.Second))
            .Where(row => row.Second is SendStart.Begun).ToList();
        Assert.Equal(sent.Count, sent.Select(row => row.Shopper).Distinct().Count());
        Assert.Equal(sent.Count, sent.Select(row => row.Address).Distinct().Count());
    }

    [Fact]
    public async Task Another_shop_another_channel_and_what_shoppers_need_count_for_themselves()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        var first = (await AddAsync(database, 1, _ => Guid.NewGuid()))[0];
        Assert.Equal(SendStart.Begun, await BeginAsync(database, first, "x@shop.example.com"));
        foreach (var other in new[] { first with { ShopId = "shop-b" }, first with { Channel = Channel.Sms, MessageId = Guid.NewGuid() } })
            Assert.Equal(SendStart.Begun, await BeginAsync(database, await database.AddAsync(other), "x@shop.example.com"));

        var needed = first with { Purpose = Purpose.Transactional, MessageId = Guid.NewGuid(), ShopId = "shop-c" };
        Assert.Equal(SendStart.Begun, await database.Ledger.BeginAsync(
            await database.AddAsync(needed), "x@shop.example.com", Note, "", null, TimeSpan.FromSeconds(30), default));
        Assert.Equal(0, await database.Ledger.CountRecentAsync(needed with { MessageId = Guid.NewGuid() }, "x@shop.example.com", Samples.Noon.AddDays(-1), default));
    }

    static readonly DecisionNote Note = new("", Samples.Noon, 7);

    static async Task<long> WaitingAsync(DeliveryDatabase database) => (long)(await database.ExecuteAsync(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))!;

    static async Task<List<Message>> AddAsync(DeliveryDatabase database, int count, Func<int, Guid> shopperOf)
    {
        var messages = new List<Message>();
        for (var index = 0; index < count; index++)
            messages.Add(await database.AddAsync(Samples.Message() with { MessageId = Guid.NewGuid(), ShopperId = shopperOf(index) }));
        return messages;
    }

    static Task<SendStart> BeginAsync(DeliveryDatabase database, Message message, string address) =>
        database.Ledger.BeginAsync(message, address, Note, "", OneADay, TimeSpan.FromSeconds(30), default);
}
