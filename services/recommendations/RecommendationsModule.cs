using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.EventLog.Bus;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Intake;
using Automation.Recommendations.Interactions;
using Automation.Recommendations.Models;
using Automation.Recommendations.Models.BoughtTogether;
using Automation.Recommendations.Models.Feeding;
using Automation.Recommendations.Models.NextItem;
using Automation.Recommendations.Models.Popular;
using Automation.Recommendations.Models.Sessions;
using Automation.Recommendations.Models.ViewedTogether;
using Automation.Recommendations.Offers;
using Automation.Recommendations.Popularity;
using Automation.Recommendations.Rpc;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Suggesting;
using Automation.Recommendations.Telemetry;
using Automation.ServiceDefaults;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Database;
using Automation.ServiceDefaults.Database.Pruning;
using Automation.ServiceDefaults.Progress;
using Microsoft.Extensions.Options;

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
        services.AddSingleton<IProducts>(provider => provider.GetRequiredService<ProductTable>());
        services.AddSingleton<ProductDayTable>();
        services.AddSingleton<IProductRanking>(provider => provider.GetRequiredService<ProductDayTable>());
        services.AddSingleton<InterestTable>();
        services.AddSingleton<InteractionTable>();
        services.AddSingleton<IInteractionLog>(provider => provider.GetRequiredService<InteractionTable>());
        services.AddPruning(provider => ForgottenRows.Plan(
            provider.GetRequiredService<InterestTable>(), provider.GetRequiredService<ProductDayTable>(),
            provider.GetRequiredService<InteractionTable>(), provider.GetRequiredService<StockRequestTable>(),
            provider.GetRequiredService<PriceWaveTable>(), provider.GetRequiredService<IOptions<ModelOptions>>().Value));
        services.AddSingleton<UpsertAnswerTable>();
        services.AddSingleton<ProductUpserts>();
        services.AddSingleton<RemoteShops>();
        services.AddSingleton<ShopLinks>();
        AddModels(services);
        AddOffers(services);
        services.AddServiceClient("ingestion", calls => new IngestionService.IngestionServiceClient(calls));
        services.AddServiceClient("ingestion", calls => new EventLogService.EventLogServiceClient(calls));
        builder.AddFollower<LoggedEvent, CatalogFollower>(FollowerNames.Catalog, IngestionLogs.Events);
        builder.AddBus();
        return builder;
    }

    static void AddModels(IServiceCollection services)
    {
        services.AddOptions<ModelOptions>().BindConfiguration("Models").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ModelOptions>, ModelOptionsValidator>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<ModelFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<ModelFeed>());
        services.AddSingleton<Suggestions>();
        services.AddSingleton<IRecommendationModel, NextItem>();
        services.AddSingleton<IRecommendationModel, BoughtTogether>();
        services.AddSingleton<IRecommendationModel, ViewedTogether>();
        services.AddSingleton<IRecommendationModel, Popular>();
    }

    static void AddOffers(IServiceCollection services)
    {
        services.AddOptions<OfferOptions>().BindConfiguration("Offers").ValidateOnStart();
        services.AddSingleton<IValidateOptions<OfferOptions>, OfferOptionsValidator>();
        services.AddSingleton<StockRequestTable>();
        services.AddSingleton<PriceWaveTable>();
        services.AddSingleton<PriceWaves>();
        services.AddSingleton<StockWaves>();
        services.AddSingleton<DueOffers>();
        services.AddSingleton<IOpenWork, OfferWork>();
        services.AddSingleton<Watermark>();
        services.AddSingleton<IDatedHeads, EventLogHeads>();
        services.AddHostedService<WatermarkPoller>();
        // A wave may be tens of thousands.
        services.AddDerivedEvents(Lane.Bulk);
    }

    /// <summary>Maps every RPC.</summary>
    public static WebApplication MapRecommendations(this WebApplication app)
    {
        app.MapServiceDefaults();
        app.MapParking();
        app.MapGrpcService<CatalogRpc>();
        app.MapGrpcService<RecommendationRpc>();
        app.MapGrpcService<PriceWaveRpc>();
        return app;
    }
}
