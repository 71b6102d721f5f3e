using System.Collections.Concurrent;
using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.EventLog.Bus;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Google.Protobuf;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Automation.Ingestion.Tests.Appending;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Telling_the_bus(RunningIngestion ingestion)
{
    [Fact]
    public async Task Recorded_events_go_down_the_bus_as_they_stand_in_the_log()
    {
        var batches = new ConcurrentQueue<LogBatch>();
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["ConnectionStrings:rabbitmq"] = ingestion.Suite.RabbitMq.ConnectionString;
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new LogSubscription(IngestionLogs.Events.Name, batches.Enqueue));
        builder.AddBus();
        using var host = builder.Build();
        await host.StartAsync();
        await Eventually.TrueAsync("the subscription is there", () => Task.FromResult(
            host.Services.GetRequiredService<IBusControl>().CheckHealth().Status is BusHealthStatus.Healthy));

        var shop = await ingestion.ShopAsync();
        var events = Enumerable.Range(0, 300).Select(i => Build.Event(Build.Identifiers($"user-{i % 20}"))).ToList();
        // Each of these is followed by a control record at its address.
        foreach (var said in events.Where((_, i) => i % 10 == 0))
        {
            said.Identifiers.Email = $"{said.Identifiers.UserId}@shop.example.com";
            said.ConsentChanged = new ConsentChanged { Channel = Channel.Email, State = ConsentState.Subscribed };
        }
        // Of whom nobody can tell for which address they agree.
        (events[^3].Identifiers, events[^2].Identifiers) =
            (new() { UserId = "two", Email = "one@shop.example.com" }, new() { UserId = "two", Email = "other@shop.example.com" });
        events[^1].Identifiers = new() { UserId = "two" };
        events[^1].ConsentChanged = new ConsentChanged { Channel = Channel.Email, State = ConsentState.Subscribed };
        await ingestion.AsShop(shop).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { events } });
        await ingestion.AsShop(shop, replica: 1).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { events } });

        var logged = (await ingestion.Log().ShopAsync(shop.ShopId)).OrderBy(record => (record.Partition, record.Sequence));
        List<LoggedEvent> Heard() => [.. batches.SelectMany(Unpack).Where(record => record.ShopId == shop.ShopId)];
        await Eventually.TrueAsync("all 330 are heard", () => Task.FromResult(Heard().Count >= 330));
        Assert.Single(Heard(), record => record.Event?.ConsentChanged?.AddressUnclear is true);
        Assert.Equal(logged, Heard().OrderBy(record => (record.Partition, record.Sequence)));
        await host.StopAsync();
    }

    static IEnumerable<LoggedEvent> Unpack(LogBatch batch)
    {
        using var stream = new MemoryStream(batch.Records);
        for (var i = 0; i < batch.Count; i++)
        {
            var record = LoggedEvent.Parser.ParseDelimitedFrom(stream);
            Assert.Equal((batch.Partition, batch.FirstSequence + i), (record.Partition, record.Sequence));
            yield return record;
        }
    }
}
