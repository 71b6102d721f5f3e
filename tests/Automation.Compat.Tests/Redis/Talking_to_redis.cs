using Automation.Testing;
using StackExchange.Redis;
using Xunit;

namespace Automation.Compat.Tests.Redis;

/// <summary>StackExchange.Redis and a real server, over whichever socket package was resolved.</summary>
public sealed class Talking_to_redis : IAsyncLifetime
{
    LocalRedis _redis = null!;
    ConnectionMultiplexer _connection = null!;
    IDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _redis = await LocalRedis.StartAsync();
        // Patient with calls, but not with connecting: how long it waits before it tries again goes by that.
        _connection = await ConnectionMultiplexer.ConnectAsync(
            _redis.ConnectionString + ",allowAdmin=true,asyncTimeout=30000,syncTimeout=30000,connectTimeout=2000");
        _database = _connection.GetDatabase();
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public Task Large_values_come_back_whole() => LargeValues.RoundTripAsync(_database);

    // Off the test's context, which runs one continuation at a time.
    [Fact]
    public Task Many_small_answers_reach_the_right_caller() =>
        Task.Run(() => Task.WhenAll(Enumerable.Range(0, 20_000).Select(async i =>
        {
            Assert.True(await _database.StringSetAsync($"k{i}", i));
            Assert.Equal(i, (int)await _database.StringGetAsync($"k{i}"));
        })));

    [Fact]
    public void Callers_may_block_on_many_threads()
    {
        var wrong = 0;
        var threads = Enumerable.Range(0, 32).Select(thread => new Thread(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                _database.StringSet($"b{thread}", i);
                if (_database.StringGet($"b{thread}") != i)
                    Interlocked.Increment(ref wrong);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal(0, wrong);
    }

    // Each of these answers is taken apart by another projection over an arena.
    [Fact]
    public async Task Every_shape_of_answer_is_read()
    {
        await _database.ListRightPushAsync("list", [1, 2, 3]);
        Assert.Equal([1, 2, 3], (await _database.ListRangeAsync("list")).Select(value => (int)value));
        await _database.HashSetAsync("hash", [new("a", 1), new("b", RedisValue.EmptyString)]);
        Assert.Equal(["a", "b"], (await _database.HashGetAllAsync("hash")).Select(entry => (string)entry.Name!).Order());
        Assert.Equal([1, RedisValue.Null], await _database.HashGetAsync("hash", ["a", "c"]));
        await _database.SetAddAsync("set", ["x", "y"]);
        bool[] contains = await _database.SetContainsAsync("set", ["x", "z"]);
        Assert.Equal([true, false], contains);
        Assert.Equal(["x", "y"], await _database.SetScanAsync("set").Select(value => (string)value!).Order().ToListAsync());
        await _database.SortedSetAddAsync("sorted", [new("low", 1.5), new("high", 2.5)]);
        Assert.Equal(2.5, (await _database.SortedSetRangeByRankWithScoresAsync("sorted"))[1].Score);
        Assert.Equal([1.5, null], await _database.SortedSetScoresAsync("sorted", ["low", "none"]));
        await _database.GeoAddAsync("geo", 13.4, 52.5, "Berlin");
        Assert.Equal(13.4, (await _database.GeoPositionAsync("geo", ["Berlin", "none"]))[0]!.Value.Longitude, 3);
        Assert.Single(await _database.GeoRadiusAsync("geo", 13.4, 52.5, 10));
        var id = await _database.StreamAddAsync("stream", [new("f", "v"), new("g", "w")]);
        Assert.Equal(2, Assert.Single(await _database.StreamRangeAsync("stream")).Values.Length);
        await _database.StreamCreateConsumerGroupAsync("stream", "group", "0");
        Assert.Equal(id, Assert.Single(await _database.StreamReadGroupAsync("stream", "group", "me", ">")).Id);
        Assert.Single(await _database.StreamPendingMessagesAsync("stream", "group", 10, "me"));
        Assert.Equal(1, Assert.Single((await _database.StreamPendingAsync("stream", "group")).Consumers).PendingMessageCount);
        Assert.Single(await _database.StreamGroupInfoAsync("stream"));
        Assert.Single(await _database.StreamConsumerInfoAsync("stream", "group"));
        Assert.Single((await _database.StreamReadAsync([new("stream", "0")]))[0].Entries);
        var nested = (RedisResult[])(await _database.ScriptEvaluateAsync("return {1, {2, {'three'}}, false}"))!;
        Assert.Equal("three", (string?)((RedisResult[])((RedisResult[])nested[1]!)[1]!)[0]);
        Assert.True(nested[2].IsNull);
        var keys = _connection.GetServers()[0].KeysAsync(pattern: "s*");
        Assert.Equal(["set", "sorted", "stream"], await keys.Select(key => (string)key!).Order().ToListAsync());
        var transaction = _database.CreateTransaction();
        transaction.AddCondition(Condition.HashEqual("hash", "a", 1));
        var changed = transaction.StringIncrementAsync("count");
        Assert.True(await transaction.ExecuteAsync());
        Assert.Equal(1, await changed);
    }

    [Fact]
    public async Task An_answer_of_many_items_is_read_whole_and_forgotten()
    {
        var values = Enumerable.Range(0, 100_000).Select(i => (RedisValue)i).ToArray();
        foreach (var chunk in values.Chunk(10_000))
            await _database.ListRightPushAsync("long", chunk);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(values, await _database.ListRangeAsync("long"));
            Assert.Equal([0], await _database.ListRangeAsync("long", 0, 0));
        }
    }

    [Fact]
    public async Task Published_messages_arrive_in_order_at_every_subscriber()
    {
        var subscriber = _connection.GetSubscriber();
        var channel = RedisChannel.Literal("news");
        var queue = await subscriber.SubscribeAsync(channel);
        var (first, second) = (0, 0);
        await subscriber.SubscribeAsync(channel, (_, _) => Interlocked.Increment(ref first));
        await subscriber.SubscribeAsync(channel, (_, _) => Interlocked.Increment(ref second));
        var byPattern = await subscriber.SubscribeAsync(RedisChannel.Pattern("n*s"));

        var sent = Task.WhenAll(Enumerable.Range(0, 5_000).Select(i => subscriber.PublishAsync(channel, i)));

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 5_000; i++)
        {
            Assert.Equal(i, (int)(await queue.ReadAsync(limit.Token)).Message);
            Assert.Equal(i, (int)(await byPattern.ReadAsync(limit.Token)).Message);
        }

        await sent;
        await Eventually.TrueAsync(() => first == 5_000 && second == 5_000, "both handlers have seen every message");
    }

    [Fact]
    public async Task A_killed_connection_is_replaced_without_a_wrong_answer()
    {
        using var admin = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString + ",allowAdmin=true");
        using var done = new CancellationTokenSource();
        var (answered, lost) = (0, 0);
        var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                try
                {
                    var text = $"{caller}:{i}:{new string('x', i % 3000)}";
                    await _database.StringSetAsync($"mine{caller}", text);
                    Assert.Equal(text, (string?)await _database.StringGetAsync($"mine{caller}"));
                    Interlocked.Increment(ref answered);
                }
                // The client cancels what could not be written in time.
                catch (Exception error) when (error is RedisConnectionException or RedisTimeoutException or TaskCanceledException)
                {
                    Interlocked.Increment(ref lost);
                    await Task.Delay(5);
                }
            }
        })).ToList();
        var killed = 0L;
        for (var round = 0; round < 12; round++)
        {
            await Task.Delay(250);
            killed += (long)await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }

        await done.CancelAsync();
        await Task.WhenAll(callers);
        Assert.True(killed >= 6, $"{killed} connections were killed");
        Assert.True(answered > 1_000, $"{answered} answers, {lost} lost");
        await Eventually.TrueAsync(() => _connection.IsConnected, "the connection is back");
    }

    [Fact]
    public async Task Calls_and_subscriptions_survive_a_restart_of_the_server()
    {
        var subscriber = _connection.GetSubscriber();
        var queue = await subscriber.SubscribeAsync(RedisChannel.Literal("after"));
        for (var round = 0; round < 2; round++)
        {
            _redis.Server.Kill();
            await Eventually.TrueAsync(() => !_connection.IsConnected, "the loss is noticed");
            await Assert.ThrowsAnyAsync<RedisException>(() => new ImpatientDatabase(_redis).PingAsync());
            await _redis.RestartAsync();
            await Eventually.TrueAsync(() => _connection.IsConnected && subscriber.IsConnected(), "the connection is back");
            await LargeValues.RoundTripAsync(_database, count: 2);
            await Eventually.TrueAsync(
                async () => await _database.PublishAsync(RedisChannel.Literal("after"), round) > 0, "the subscription is back");
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            int seen;
            do
                seen = (int)(await queue.ReadAsync(limit.Token)).Message;
            while (seen != round);
        }
    }

    [Fact]
    public async Task A_frozen_server_times_out_with_the_state_of_the_pipes()
    {
        await using var impatient = await ConnectionMultiplexer.ConnectAsync(
            _redis.ConnectionString + ",asyncTimeout=500,syncTimeout=500");
        _redis.Server.Freeze(true);
        try
        {
            var error = await Assert.ThrowsAsync<RedisTimeoutException>(() => impatient.GetDatabase().PingAsync());
            Assert.Contains("in-pipe: 0, out-pipe: 0", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            _redis.Server.Freeze(false);
        }

        await Eventually.TrueAsync(async () => await impatient.GetDatabase().PingAsync() > TimeSpan.Zero, "it thaws");
    }

    [Fact]
    public async Task The_client_counts_what_it_sent_and_received()
    {
        await _database.StringSetAsync("counted", new byte[100_000]);
        Assert.Equal(100_000, ((byte[])(await _database.StringGetAsync("counted"))!).Length);
        var counters = _connection.GetCounters();
        Assert.True(counters.Interactive.OperationCount > 0);
        Assert.Equal(0, counters.Interactive.PendingUnsentItems);
        Assert.Contains("127.0.0.1", _connection.GetStatus(), StringComparison.Ordinal);
    }

#pragma warning disable SER002 // Experimental there; here it is the one caller of XXH3.
    [Fact]
    public void A_digest_of_a_value_is_its_xxh3() =>
        Assert.Contains("78af5f94892f3950", $"{ValueCondition.CalculateDigest("abc"u8)}", StringComparison.OrdinalIgnoreCase);
#pragma warning restore SER002

    sealed class ImpatientDatabase(LocalRedis redis)
    {
        public async Task PingAsync()
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(
                redis.ConnectionString + ",connectTimeout=500,connectRetry=1");
            await connection.GetDatabase().PingAsync();
        }
    }
}
