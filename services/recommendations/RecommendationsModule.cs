using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.EventLog.Bus;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Recommendations.Intake;
using Automation.Recommendations.Rpc;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Telemetry;
using Automation.Recommendations.Upserts;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Database;

namespace Automation.Recommendations;

/// <summary>Keeps what the shop sells and how much it is wanted, and answers products that fit.</summary>
public static class RecommendationsModule
{
    public static IHostApplicationBuilder AddRecommendations(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddDatabase<RecommendationsContext>("recommendations");
        services.AddRemoteApiKeys();
        services.AddSingleton<RecommendationsMetrics>();
        services.AddSingleton<ProductTable>();
        services.AddSingleton<ProductDayTable>();
        services.AddSingleton<UpsertAnswerTable>();
        services.AddSingleton<UpsertDoor>();
        services.AddServiceClient("ingestion", calls => new IngestionService.IngestionServiceClient(calls));
        services.AddServiceClient("ingestion", calls => new EventLogService.EventLogServiceClient(calls));
        builder.AddFollower<LoggedEvent, CatalogFollower>(CatalogFollower.Name, IngestionLogs.Events);
        builder.AddBus();
        return builder;
    }

    public static void MapRecommendations(this WebApplication app)
    {
        app.MapParking();
        app.MapGrpcService<CatalogRpc>();
        app.MapGrpcService<RecommendationRpc>();
    }
}
