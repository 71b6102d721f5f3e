using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Testing;
using Grpc.Core;
using Npgsql;

namespace Automation.Ingestion.Tests.Failing;

/// <summary>A suite whose processes these tests kill and start again.</summary>
public sealed class MortalIngestion : IAsyncLifetime
{
    public Suite Suite { get; private set; } = null!;

    public async Task InitializeAsync() => Suite = await Suite.StartAsync("ingestion");

    public async Task DisposeAsync() => await Suite.DisposeAsync();
}

[Trait("kind", "fault")]
public sealed class Losing_a_process(MortalIngestion mortal) : IClassFixture<MortalIngestion>, IAsyncLifetime
{
    const int Events = 6_000;

    readonly List<Event> _sent = [.. Enumerable.Range(0, Events).Select(i => Build.Event(Build.Identifiers($"user-{i % 5}")))];
    readonly Suite _suite = mortal.Suite;
    SuiteShop _shop = null!;

    public async Task InitializeAsync() => _shop = await _suite.CreateShopAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    IngestionService.IngestionServiceClient Client => new(_suite.AsShop("ingestion", _shop));

    [Fact]
    public async Task Killing_the_service_again_and_again_loses_and_doubles_nothing_that_was_acked()
    {
        var sender = new StreamSender(_sent, 40);
        for (var kill = 1; kill <= 3; kill++)
        {
            var running = sender.RunAsync(Client);
            var target = kill * Events / 5;
            await Eventually.TrueAsync($"{target} acked", () => Task.FromResult(sender.Acked >= target || running.IsCompleted));
            _suite["ingestion"].Kill();
            Assert.NotNull(await running);
            await _suite["ingestion"].StartAsync();
            await AckedAreInTheLogOnceAsync(sender);
        }
        Assert.False(sender.IsDone);
        Assert.Null(await sender.RunAsync(Client));
        await AckedAreInTheLogOnceAsync(sender);
        await OrderIsKeptAsync();
    }

    /// <summary>Each statement about an address has its record there, and no record is without its statement.</summary>
    [Fact]
    public async Task Killing_the_service_parts_no_event_from_what_it_causes()
    {
        foreach (var said in _sent)
        {
            said.Identifiers.Email = $"{said.Identifiers.UserId}@shop.example.com";
            said.ConsentChanged = new ConsentChanged { Channel = Channel.Email, State = ConsentState.Subscribed, Source = said.EventId };
        }
        var sender = new StreamSender(_sent, 40);
        for (var kill = 1; kill <= 2; kill++)
        {
            var running = sender.RunAsync(Client);
            var target = kill * Events / 5;
            await Eventually.TrueAsync($"{target} acked", () => Task.FromResult(sender.Acked >= target || running.IsCompleted));
            _suite["ingestion"].Kill();
            Assert.NotNull(await running);
            await _suite["ingestion"].StartAsync();
        }
        Assert.Null(await sender.RunAsync(Client));
        var logged = await LogAsync();
        Assert.Equal(
            logged.Where(record => record.Event is not null).Select(record => record.Event.EventId).Order(),
            logged.Where(record => record.Control is not null).Select(record => record.Control.AddressConsent.Source).Order());
        foreach (var shopper in logged.Where(record => record.Control is not null).GroupBy(record => record.ShopperId))
            Assert.Equal(_sent.Select(sent => sent.EventId).Where(shopper.Select(record => record.Control.AddressConsent.Source).ToHashSet().Contains),
                shopper.Select(record => record.Control.AddressConsent.Source));
    }

    [Fact]
    public async Task Killing_PostgreSQL_loses_and_doubles_nothing_that_was_acked()
    {
        var sender = new StreamSender(_sent, 40);
        var running = sender.RunAsync(Client);
        await Eventually.TrueAsync("a third acked", () => Task.FromResult(sender.Acked >= Events / 3 || running.IsCompleted));
        _suite.Postgres.Server.Kill();
        var broken = await running;
        Assert.NotNull(broken);
        Assert.Equal(new Refusal(StatusCode.Unavailable, "DATABASE_UNAVAILABLE", ""), Refusal.Of(broken));
        Assert.Equal(
            new Refusal(StatusCode.Unavailable, "DATABASE_UNAVAILABLE", ""),
            await Refusal.OfAsync(async () => await Client.RecordEventAsync(new RecordEventRequest { Event = Build.Event() })));

        await _suite.Postgres.RestartAsync();
        await Eventually.TrueAsync("ingestion has found its database again", async () => await sender.RunAsync(Client) is null);
        await AckedAreInTheLogOnceAsync(sender);
        await OrderIsKeptAsync();
    }

    [Fact]
    public async Task A_connection_that_died_unused_costs_nobody_an_error()
    {
        await Client.RecordEventAsync(new RecordEventRequest { Event = Build.Event() });
        _suite.Postgres.Server.Kill();
        await _suite.Postgres.RestartAsync();
        var answer = await new IngestionService.IngestionServiceClient(_suite.AsService("ingestion", _shop.ShopId)).RecordEventAsync(
            new RecordEventRequest { Event = Build.Event() });
        Assert.Equal(Outcome.Recorded, answer.Outcome);
        Assert.Equal(2, (await LogAsync()).Count);
    }

    [Fact]
    public async Task SIGTERM_acks_what_was_taken_and_ends_in_order()
    {
        var sender = new StreamSender(_sent, 40);
        var running = sender.RunAsync(Client);
        await Eventually.TrueAsync("a third acked", () => Task.FromResult(sender.Acked >= Events / 3 || running.IsCompleted));
        var exitCode = await _suite["ingestion"].StopAsync();
        Assert.Equal(0, exitCode);
        var broken = await running;
        Assert.NotNull(broken);
        Assert.Equal(new Refusal(StatusCode.Unavailable, "SERVICE_STOPPING", ""), Refusal.Of(broken));

        await _suite["ingestion"].StartAsync();
        // Not even one event is in the log without its ack.
        Assert.Equal(sender.AckedEvents.Count(), (await LogAsync()).Count);
        Assert.Null(await sender.RunAsync(Client));
        await AckedAreInTheLogOnceAsync(sender);
        await OrderIsKeptAsync();
    }

    [Fact]
    public async Task A_log_that_was_begun_with_another_partition_count_is_refused()
    {
        await _suite["ingestion"].StopAsync();
        await CountPartitionsAsync(8);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => _suite["ingestion"].StartAsync());
        await CountPartitionsAsync(16);
        // The other tests need it, whatever this one finds.
        await _suite["ingestion"].StartAsync();
        Assert.Contains("begun with 8 partitions and this build has 16", error.Message, StringComparison.Ordinal);
    }

    async Task CountPartitionsAsync(int count)
    {
        await using var database = NpgsqlDataSource.Create(_suite.Databases["ingestion"]);
        await using var command = database.CreateCommand($"UPDATE ingestion.settings SET partition_count = {count}");
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    async Task AckedAreInTheLogOnceAsync(StreamSender sender)
    {
        var logged = (await LogAsync()).Select(record => record.Event.EventId).ToList();
        Assert.Equal(logged.Count, logged.Distinct().Count());
        Assert.Empty(sender.AckedEvents.Select(sent => sent.EventId).Except(logged));
    }

    async Task OrderIsKeptAsync()
    {
        var order = _sent.Select((sent, i) => (sent.EventId, i)).ToDictionary(pair => pair.EventId, pair => pair.i);
        foreach (var shopper in (await LogAsync()).GroupBy(record => record.ShopperId))
            Assert.Equal(shopper.Select(record => order[record.Event.EventId]).Order(), shopper.Select(record => order[record.Event.EventId]));
    }

    Task<List<LoggedEvent>> LogAsync() => new EventLogReading(new(_suite.AsService("ingestion"))).ShopAsync(_shop.ShopId);
}
