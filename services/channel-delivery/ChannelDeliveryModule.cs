using Automation.ChannelDelivery.Brands;
using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Channels.Email;
using Automation.ChannelDelivery.Consents;
using Automation.ChannelDelivery.Intake;
using Automation.ChannelDelivery.Links;
using Automation.ChannelDelivery.Peers;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Rpc;
using Automation.ChannelDelivery.Sending;
using Automation.ChannelDelivery.Storage;
using Automation.ChannelDelivery.Telemetry;
using Automation.ChannelDelivery.Templates;
using Automation.Clients.Ingestion;
using Automation.Clients.Segmentation;
using Automation.Clients.WorkflowEngine;
using Automation.Commerce;
using Automation.EventLog.Bus;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Database;
using Automation.ServiceDefaults.Database.Pruning;
using Automation.ServiceDefaults.Progress;
using Automation.WorkflowEngine.V1;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.ChannelDelivery;

/// <summary>Delivers what workflows want sent: checked, rendered, sent once, and told of.</summary>
public static class ChannelDeliveryModule
{
    /// <summary>Adds everything that the service is made of.</summary>
    public static WebApplicationBuilder AddChannelDelivery(this WebApplicationBuilder builder)
    {
        Mailbox.RequireIcu();
        builder.AddServiceDefaults("channel-delivery");
        builder.AddDatabase<ChannelDeliveryContext>(ChannelDeliveryContext.Schema);
        var services = builder.Services;
        services.AddSingleton<DeliveryMetrics>();
        services.AddRemoteApiKeys();
        services.AddDerivedEvents();
        AddPeers(services);
        AddLinks(services);
        AddTemplates(services);
        AddSending(services);
        builder.AddFollower<DispatchRecord, DispatchHandler>(DispatchHandler.FollowerName, WorkflowEngineLogs.Dispatches);
        builder.AddBus();
        return builder;
    }

    /// <summary>Maps every RPC and the links of messages.</summary>
    public static WebApplication MapChannelDelivery(this WebApplication app)
    {
        app.MapServiceDefaults();
        app.MapParking();
        app.MapGrpcService<DeliveryRpc>();
        app.MapGrpcService<PolicyRpc>();
        app.MapGrpcService<TemplateRpc>();
        app.MapGrpcService<BrandRpc>();
        app.MapLinks();
        return app;
    }

    static void AddPeers(IServiceCollection services)
    {
        services.AddProfileReader();
        services.AddServiceClient("workflow-engine", calls => new SendCheckService.SendCheckServiceClient(calls));
        services.AddServiceClient("recommendations", calls => new CatalogService.CatalogServiceClient(calls));
        services.AddServiceClient("recommendations", calls => new RecommendationService.RecommendationServiceClient(calls));
        services.AddServiceClient("ingestion", calls => new EventLogService.EventLogServiceClient(calls));
        services.AddSingleton<RemoteShops>();
        services.AddSingleton<PopularProducts>();
        services.AddSingleton<ProductFinder>();
        services.AddSingleton<Recommending>();
    }

    static void AddLinks(IServiceCollection services)
    {
        services.AddOptions<LinksOptions>().BindConfiguration("Links").ValidateOnStart();
        services.AddSingleton<IValidateOptions<LinksOptions>, LinksOptionsValidator>();
        services.AddSingleton<LinkSigner>();
        services.AddSingleton<LinkMaker>();
        services.AddSingleton<Unsubscribing>();
    }

    static void AddTemplates(IServiceCollection services)
    {
        services.AddSingleton<TemplateStore>();
        AddTemplateRows(services, pool: null);
        // However many call, sends find their templates and brands.
        AddTemplateRows(services, DatabasePools.Work);
        services.AddSingleton<Previewing>();
    }

    // Each pool has what it compiled for itself, so that neither waits for a connection of the other's.
    static void AddTemplateRows(IServiceCollection services, string? pool)
    {
        services.AddKeyedSingleton(pool, (provider, key) => new TemplateTable(
            provider.GetRequiredKeyedService<NpgsqlDataSource>(key), provider.GetRequiredKeyedService<TimeProvider>(ShopClock.Key)));
        services.AddKeyedSingleton<ITemplates>(pool, (provider, key) => new ShopTemplates(
            provider.GetRequiredKeyedService<TemplateTable>(key), provider.GetRequiredService<TemplateStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton(pool, (provider, key) => new BrandTable(
            provider.GetRequiredKeyedService<NpgsqlDataSource>(key), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IBrands>(pool, (provider, key) => provider.GetRequiredKeyedService<BrandTable>(key));
    }

    static void AddSending(IServiceCollection services)
    {
        services.AddOptions<EmailOptions>().BindConfiguration("Email").ValidateOnStart();
        services.AddSingleton<IValidateOptions<EmailOptions>, EmailOptionsValidator>();
        services.AddSingleton<IChannelSender, SmtpSender>();

        services.AddSingleton<Composer>();

        services.AddSingleton<PolicyStore>();
        services.AddSingleton<AddressHashes>();
        services.AddSingleton<Suppressions>();
        services.AddSingleton<OptOuts>();
        services.AddSingleton<IOptOuts>(provider => provider.GetRequiredService<OptOuts>());
        services.AddSingleton<MessageLedger>();
        services.AddSingleton<IMessageLedger>(provider => provider.GetRequiredService<MessageLedger>());
        services.AddSingleton<IMessageClaims, MessageClaims>();
        services.AddSingleton<MessageReader>();
        services.AddSingleton<IStoredFacts, SendFactStore>();
        services.AddSingleton<IOpenWork, OpenMessages>();

        services.AddOptions<SendingOptions>().BindConfiguration("Sending").ValidateOnStart();
        services.AddSingleton<IValidateOptions<SendingOptions>, SendingOptionsValidator>();
        services.AddPruning(provider => ForgottenMessages.Plan(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<IOptions<SendingOptions>>().Value));
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<CheckedProfiles>();
        services.AddSingleton<PreSendCheck>();
        services.AddSingleton<MessageStages>();
        services.AddSingleton<MessageSend>();
        services.AddSingleton<SendBatch>();
        services.AddHostedService<SendWorkers>();
        services.AddHostedService<AbandonedSends>();
        services.AddHostedService<QueueDepthProbe>();
    }
}
