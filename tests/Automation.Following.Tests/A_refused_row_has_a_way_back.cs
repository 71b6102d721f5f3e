using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.EventLog.Outbox;
using Automation.Ingestion.V1;
using Automation.Testing;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Xunit;

namespace Automation.Following.Tests;

/// <summary>What a destination refuses stays, says why, and goes out again: by itself when a clock or a version was to blame, else when somebody says so.</summary>
[Trait("kind", "stack")]
public sealed class A_refused_row_has_a_way_back : IAsyncLifetime
{
    readonly Destination _destination = new();
    readonly Outbox _outbox = new();
    readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    NpgsqlDataSource _database = null!;
    OutboxRelay<DerivedEvent> _relay = null!;
    RefusedRows _refused = null!;

    public async Task InitializeAsync()
    {
        _database = NpgsqlDataSource.Create(await LocalPostgres.CreateDatabaseAsync());
        await ExecuteAsync(OutboxTables.Create + OutboxTables.AddRetries);
        _refused = new RefusedRows(_database, _outbox);
        _relay = new OutboxRelay<DerivedEvent>(
            _outbox, _database, _destination, new OutboxMetrics(_services.GetRequiredService<IMeterFactory>()),
            Options.Create(new OutboxOptions { RetryInterval = TimeSpan.FromMilliseconds(300) }), TimeProvider.System, TimeProvider.System,
            NullLogger<OutboxRelay<DerivedEvent>>.Instance);
        await _relay.StartAsync(default);
    }

    public async Task DisposeAsync()
    {
        await _relay.StopAsync(default);
        _relay.Dispose();
        await _database.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task By_itself_when_a_clock_was_to_blame()
    {
        _destination.Refusals["early"] = "OCCUR_TIME_IN_FUTURE";
        await AddAsync("early", "good");
        await UntilAsync("it was refused", async () => await RefusedAsync() is [{ EventId: "early", RetryTime: not null }]);
        Assert.Equal(["good"], _destination.Taken);
        Assert.Equal(1, (await _relay.MeasureAsync(default, default)).OpenCount);

        _destination.Refusals.Clear();
        await UntilAsync("it is taken", () => Task.FromResult(_destination.Taken.Contains("early")));
        await UntilAsync("nothing is left", async () => await CountAsync() == 0);
    }

    [Fact]
    public async Task By_somebody_who_says_so_where_it_was_refused_for_good()
    {
        _destination.Refusals["wrong"] = "NOT_FOUND";
        await AddAsync("wrong");
        await UntilAsync("it was refused", async () => await RefusedAsync() is [{ EventId: "wrong", RetryTime: null }]);
        var row = Assert.Single(await RefusedAsync());
        Assert.Contains("NOT_FOUND", row.Reason, StringComparison.Ordinal);
        Assert.Equal("wrong", DerivedEvent.Parser.ParseFrom(row.Message).Event.EventId);
        Assert.Equal(0, (await _relay.MeasureAsync(default, default)).OpenCount);
        await Task.Delay(1_500);
        Assert.Equal(1, _destination.Calls);

        _destination.Refusals.Clear();
        Assert.True(await _refused.RetryAsync(row.OutboxId, default));
        await UntilAsync("it is taken", () => Task.FromResult(_destination.Taken.Contains("wrong")));
        Assert.False(await _refused.RetryAsync(row.OutboxId, default));
    }

    [Fact]
    public async Task By_being_said_anew()
    {
        _destination.Refusals["click"] = "NOT_FOUND";
        await AddAsync("click");
        await UntilAsync("it was refused", async () => await RefusedAsync() is [_]);

        _destination.Refusals.Clear();
        // The same id twice in one statement, too.
        await AddAsync("click", "click", "other");
        await UntilAsync("both are taken", () => Task.FromResult(_destination.Taken.Order().SequenceEqual(["click", "other"])));
    }

    [Fact]
    public async Task Until_it_is_forgotten()
    {
        _destination.Refusals["wrong"] = "NOT_FOUND";
        await AddAsync("wrong");
        await UntilAsync("it was refused", async () => await RefusedAsync() is [_]);
        var table = _refused.Pruned(TimeSpan.FromDays(90));
        Assert.Equal(0, await table.DeleteAsync(DateTimeOffset.UtcNow - table.Retention, 10, default));
        Assert.Equal(1, await table.DeleteAsync(DateTimeOffset.UtcNow.AddMinutes(1), 10, default));
        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData("OCCUR_TIME_IN_FUTURE", "occur_time", true)]
    [InlineData("ACTION_UNKNOWN", "action", true)]
    [InlineData("FIELD_INVALID", "action", true)]
    [InlineData("FIELD_REQUIRED", "action", true)]
    [InlineData("FIELD_REQUIRED", "shop_id", false)]
    [InlineData("FIELD_INVALID", "custom.name", false)]
    [InlineData("SHOP_UNKNOWN", "shop_id", false)]
    public void Whether_a_refusal_may_pass(string reason, string field, bool expected) =>
        Assert.Equal(expected, OutboxRefusal.Passes(reason, field));

    async Task AddAsync(params string[] eventIds)
    {
        await using var connection = await _database.OpenConnectionAsync();
        await Outbox.AddAsync(
            connection, [.. eventIds.Select(id => new DerivedEvent { ShopId = "shop", Event = new Event { EventId = id } }.ToOutboxRow())], default);
        _outbox.Wake();
    }

    Task<List<RefusedRow>> RefusedAsync() => _refused.ListAsync(0, 10, default);

    async Task<long> CountAsync()
    {
        await using var command = _database.CreateCommand("SELECT count(*) FROM outbox");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    async Task ExecuteAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await condition(); await Task.Delay(20))
        {
            if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(30))
                throw new TimeoutException($"Waited 30 s until {what}.");
        }
    }

    /// <summary>Takes what nobody told it to refuse.</summary>
    sealed class Destination : IOutboxDestination<DerivedEvent>
    {
        int _calls;

        public ConcurrentDictionary<string, string> Refusals { get; } = [];

        public ConcurrentQueue<string> Taken { get; } = [];

        public int Calls => _calls;

        public MessageParser<DerivedEvent> Parser => DerivedEvent.Parser;

        public Task<IReadOnlyList<OutboxRefusal>> DeliverAsync(
            IReadOnlyList<DerivedEvent> messages, DateTime deadline, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            var refusals = new List<OutboxRefusal>();
            foreach (var (index, message) in messages.Index())
            {
                if (Refusals.TryGetValue(message.Event.EventId, out var reason))
                    refusals.Add(new OutboxRefusal(index, $"{reason} : no", OutboxRefusal.Passes(reason, "")));
                else
                    Taken.Enqueue(message.Event.EventId);
            }
            return Task.FromResult<IReadOnlyList<OutboxRefusal>>(refusals);
        }
    }
}
