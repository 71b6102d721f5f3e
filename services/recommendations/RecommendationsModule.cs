using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.EventLog.Bus;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Recommendations.Intake;
using Automation.Recommendations.Rpc;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Telemetry;
using Automation.ServiceDefaults;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Database;

namespace Automation.Recommendations;

/// <summary>Keeps what the shop sells and how much it is wanted, and answers products that fit.</summary>
public static class RecommendationsModule
{
    /// <summary>Adds everything that the service is made of.</summary>
    public static WebApplicationBuilder AddRecommendations(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddServiceDefaults("recommendations");
        builder.AddDatabase<RecommendationsContext>("recommendations");
        services.AddRemoteApiKeys();
        services.AddSingleton<RecommendationsMetrics>();
        services.AddSingleton<ProductTable>();
        services.AddSingleton<ProductDayTable>();
        services.AddSingleton<InterestTable>();
        services.AddSingleton<UpsertAnswerTable>();
        services.AddSingleton<ProductUpserts>();
        services.AddSingleton<RemoteShops>();
        services.AddSingleton<ShopLinks>();
        services.AddServiceClient("ingestion", calls => new IngestionService.IngestionServiceClient(calls));
        services.AddServiceClient("ingestion", calls => new EventLogService.EventLogServiceClient(calls));
        builder.AddFollower<LoggedEvent, CatalogFollower>(FollowerNames.Catalog, IngestionLogs.Events);
        builder.AddBus();
        return builder;
    }

    /// <summary>Maps every RPC.</summary>
    public static WebApplication MapRecommendations(this WebApplication app)
    {
        app.MapServiceDefaults();
        app.MapParking();
        app.MapGrpcService<CatalogRpc>();
        app.MapGrpcService<RecommendationRpc>();
        return app;
    }
}
