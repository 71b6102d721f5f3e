using System.Diagnostics.Metrics;
using Automation.Clients.Ingestion;
using Automation.EventLog.Bus;
using Automation.EventLog.Following;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Automation.Ingestion.Storage;
using Automation.Ingestion.Telemetry;
using Automation.Ingestion.Tests.Storage;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.Ingestion.Tests.Failing;

/// <summary>The writer alone on the real log; a test starts it.</summary>
sealed class LoneWriter : IAsyncDisposable
{
    readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    readonly NpgsqlDataSource _database;
    readonly EventLogAppender _appender;
    readonly LogPublisher _publisher;

    public LoneWriter(RunningIngestion ingestion, IngestionOptions options, TimeProvider? time = null)
    {
        _database = NpgsqlDataSource.Create(
            $"{ingestion.Suite.Databases["ingestion"]};Search Path=ingestion;Persist Security Info=true");
        _appender = new EventLogAppender(_database, LogDatabase.ClockOf(TimeProvider.System), TimeProvider.System);
        // Never started: what it is given it keeps.
        _publisher = new LogPublisher(
            IngestionLogs.Events.Name, null!, Options.Create(new BusOptions()), TimeProvider.System, NullLogger<LogPublisher>.Instance);
        Writer = new EventLogWriter(
            _appender, _publisher, new IngestionMetrics(_services.GetRequiredService<IMeterFactory>()),
            Options.Create(options), time ?? TimeProvider.System, NullLogger<EventLogWriter>.Instance);
    }

    public EventLogWriter Writer { get; }

    public static PendingEvent Pending(string shopId, string eventId)
    {
        var sent = Build.Event(Build.Identifiers("ada"), eventId);
        return new PendingEvent { ShopId = shopId, Key = EventKey.Of(shopId, eventId), Event = sent, Payload = sent.ToByteArray() };
    }

    public async ValueTask DisposeAsync()
    {
        Writer.Dispose();
        _publisher.Dispose();
        await _appender.DisposeAsync();
        await _database.DisposeAsync();
        await _services.DisposeAsync();
    }
}
