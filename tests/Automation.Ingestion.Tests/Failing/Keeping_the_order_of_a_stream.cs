using System.Diagnostics.Metrics;
using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Automation.Ingestion.Storage;
using Automation.Ingestion.Telemetry;
using Automation.ServiceDefaults.Bus;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Following;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.Ingestion.Tests.Failing;

/// <summary>The writer alone on the real log, so that nothing but the order of its queue decides what it meets first.</summary>
[Collection(IngestionCollection.Name)]
public sealed class Keeping_the_order_of_a_stream(RunningIngestion ingestion)
{
    /// <summary>A sender goes on after its last acked event; what was taken behind a batch that failed would come before it.</summary>
    [Theory]
    // Each in a commit of its own, and all in one that is then done one by one.
    [InlineData(1)]
    [InlineData(2_000)]
    public async Task Nothing_is_appended_behind_a_batch_that_was_not(int groupEvents)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        await using var database = NpgsqlDataSource.Create(
            $"{ingestion.Suite.Databases["ingestion"]};Search Path=ingestion;Persist Security Info=true");
        await using var appender = new EventLogAppender(database, TimeProvider.System);
        // Never started: what it is given it keeps.
        using var publisher = new LogPublisher(
            EventLog.LogName, null!, Options.Create(new BusOptions()), TimeProvider.System, NullLogger<LogPublisher>.Instance);
        using var writer = new EventLogWriter(
            appender, publisher, new IngestionMetrics(services.GetRequiredService<IMeterFactory>()),
            Options.Create(new IngestionOptions { GroupEvents = groupEvents }), TimeProvider.System, NullLogger<EventLogWriter>.Instance);
        var shop = (await ingestion.ShopAsync()).ShopId;
        var order = new AppendOrder();
        var before = await writer.QueueAsync([Pending(shop, "before")], order, default);
        // No column of PostgreSQL takes this character.
        var bad = await writer.QueueAsync([Pending("\0", "bad")], order, default);
        var behind = await writer.QueueAsync([Pending(shop, "behind")], order, default);
        var other = await writer.QueueAsync([Pending(shop, "other")], new AppendOrder(), default);

        await writer.StartAsync(default);
        await writer.StopAsync(default);

        Assert.Equal(Fate.Recorded, Assert.Single(await before.Done).Fate);
        await Assert.ThrowsAsync<PostgresException>(() => bad.Done);
        var fault = await Assert.ThrowsAsync<Fault>(() => behind.Done);
        Assert.Equal(FaultReasons.DatabaseUnavailable, fault.Reason);
        Assert.Equal(Fate.Recorded, Assert.Single(await other.Done).Fate);
        Assert.Equal(
            ["before", "other"], (await ingestion.Log().ShopAsync(shop)).Select(record => record.Event.EventId).Order());
    }

    static PendingEvent Pending(string shopId, string eventId)
    {
        var sent = An.Event(An.Identifiers("ada"), eventId);
        return new PendingEvent { ShopId = shopId, Key = EventKey.Of(shopId, eventId), Event = sent, Payload = sent.ToByteArray() };
    }
}
