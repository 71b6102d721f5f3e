using Automation.Clients.Ingestion;
using Automation.Commerce;
using Automation.EventLog.Bus;
using Automation.Ingestion.Appending;
using Automation.Ingestion.Rpc;
using Automation.Ingestion.Shops;
using Automation.Ingestion.Storage;
using Automation.Ingestion.Telemetry;
using Automation.ServiceDefaults;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Database;
using Automation.ServiceDefaults.Database.Pruning;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.Ingestion;

/// <summary>The event log, identities, de-duplication, shops and their keys.</summary>
public static class IngestionModule
{
    /// <summary>Adds everything that the service is made of.</summary>
    public static WebApplicationBuilder AddIngestion(this WebApplicationBuilder builder)
    {
        Mailbox.RequireIcu();
        var services = builder.Services;
        services.AddOptions<IngestionOptions>().BindConfiguration("Ingestion").ValidateOnStart();
        services.AddSingleton<IValidateOptions<IngestionOptions>, IngestionOptionsValidator>();

        // The keys are here.
        services.AddSingleton<IShopStore, ShopStore>();
        services.AddSingleton<ShopKeys>();
        services.AddSingleton<IApiKeys>(provider => provider.GetRequiredService<ShopKeys>());
        builder.AddServiceDefaults("ingestion");
        services.AddGrpc().AddServiceOptions<IngestionRpc>(rpc => rpc.MaxReceiveMessageSize = Limits.MessageBytes);

        builder.AddDatabase<IngestionContext>(IngestionContext.Schema);
        services.AddHostedService<LogSettings>();
        services.AddPruning(provider => ForgottenRows.Plan(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<IOptions<IngestionOptions>>().Value));
        services.AddHostedService<LogLockWatch>();
        services.AddSingleton<LogClock>();
        services.AddHealthChecks().AddCheck<LogTimeHealth>("log time");
        services.AddSingleton<ShopDirectory>();
        services.AddSingleton<ShopperDirectory>();
        services.AddSingleton<EventLogReader>();
        services.AddKeyedSingleton(DatabasePools.Work, (provider, key) => new EventLogReader(provider.GetRequiredKeyedService<NpgsqlDataSource>(key)));
        services.AddSingleton<LogHeads>();
        services.AddSingleton<IEventLog, EventLogAppender>();
        services.AddSingleton<IngestionMetrics>();

        // Services stop in reverse: the writer drains while what it publishes still has somewhere to go.
        services.AddLogPublisher(IngestionLogs.Events.Name);
        services.AddSingleton<EventLogWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<EventLogWriter>());
        builder.AddBus();
        return builder;
    }

    /// <summary>Maps every RPC.</summary>
    public static WebApplication MapIngestion(this WebApplication app)
    {
        app.MapServiceDefaults();
        app.MapGrpcService<IngestionRpc>();
        app.MapGrpcService<DerivedEventRpc>();
        app.MapGrpcService<ControlRecordRpc>();
        app.MapGrpcService<EventLogRpc>();
        app.MapGrpcService<ShopRpc>();
        return app;
    }
}
