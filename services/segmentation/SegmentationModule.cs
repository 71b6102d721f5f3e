using Automation.Clients.Ingestion;
using Automation.Clients.Segmentation;
using Automation.Commerce.V1;
using Automation.EventLog.Bus;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Segmentation.Imports;
using Automation.Segmentation.Intake;
using Automation.Segmentation.Lists;
using Automation.Segmentation.Memberships;
using Automation.Segmentation.Rpc;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.ServiceDefaults;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Database;
using Automation.ServiceDefaults.Database.Pruning;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation;

/// <summary>Keeps each shopper's profile: the fold of the shopper's events.</summary>
public static class SegmentationModule
{
    /// <summary>Adds everything that the service is made of.</summary>
    public static WebApplicationBuilder AddSegmentation(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddServiceDefaults("segmentation");
        services.AddOptions<SegmentationOptions>().BindConfiguration("Segmentation").ValidateOnStart();
        services.AddSingleton<IValidateOptions<SegmentationOptions>, SegmentationOptionsValidator>();
        builder.AddDatabase<SegmentationContext>("segmentation");
        services.AddRemoteApiKeys();
        services.AddSingleton<SegmentationMetrics>();
        services.AddSingleton<ProfileTable>();
        services.AddSingleton<MarkTable>();
        services.AddSegments();
        services.AddLists();
        services.AddPruning(provider =>
        {
            var options = provider.GetRequiredService<IOptions<SegmentationOptions>>().Value;
            var plan = provider.GetRequiredService<MarkTable>().Pruning(options);
            return plan with
            {
                Tables =
                [
                    .. plan.Tables,
                    new PrunedTable("imports", options.ImportRetention, provider.GetRequiredService<ImportStore>().PruneAsync),
                    new PrunedTable("memberships", options.MembershipRetention, provider.GetRequiredService<MembershipTable>().PruneAsync),
                    new PrunedTable("memberships", options.MembershipRetention, provider.GetRequiredService<MembershipTable>().PruneEndedAsync),
                ],
            };
        });
        services.AddSingleton<ProfileWorkingSet>();
        services.AddSingleton<ProfileCacheWriter>();
        services.AddProfileCache();
        services.AddServiceClient("ingestion", calls => new EventLogService.EventLogServiceClient(calls));
        services.AddLogPublisher(SegmentationLogs.Memberships.Name);
        builder.AddFollower<LoggedEvent, ProfileFollower>(FollowerNames.Profiles, IngestionLogs.Events, keepsLog: true);
        builder.AddBus();
        return builder;
    }

    static void AddSegments(this IServiceCollection services)
    {
        services.AddControlRecords();
        services.AddSingleton<SegmentLibrary>();
        services.AddSingleton<SegmentStore>();
        services.AddSingleton<SegmentBeginning>();
        services.AddSingleton<SegmentQueries>();
        services.AddSingleton<MembershipTable>();
        services.AddSingleton<PartitionMembers>();
        services.AddSingleton<MembershipQueries>();
        services.AddSingleton<BackfillTable>();
        services.AddSingleton<DueWindowTable>();
        services.AddSingleton<StateWorkingSet>();
        services.AddSingleton<SegmentEvaluation>();
        services.AddSingleton<ShopCohorts>();
        services.AddSingleton<CohortDayTable>();
        services.AddSingleton<SegmentDayTable>();
        services.AddSingleton<ShopperHistories>();
        services.AddSingleton<MembershipExplainer>();
        services.AddSingleton<CombinationQueries>();
        services.AddSingleton<ReachableMembers>();
        services.AddSingleton<ShopperDraw>();
        services.AddSingleton<SegmentPreview>();
        services.AddSingleton<AnalysisGate>();
        services.AddSingleton<StandardSegmentInstaller>();
        services.AddHostedService<SegmentBackfill>();
        services.AddHostedService<DueWindows>();
        services.AddHostedService<CohortDays>();
        services.AddHostedService<SegmentDays>();
    }

    static void AddLists(this IServiceCollection services)
    {
        services.AddServiceClient("ingestion", calls => new IngestionService.IngestionServiceClient(calls));
        services.AddServiceClient("ingestion", calls => new DerivedEventService.DerivedEventServiceClient(calls));
        services.AddSingleton<ListStore>();
        services.AddSingleton<ListMemberTable>();
        services.AddSingleton<ListRecorder>();
        services.AddSingleton<ImportStore>();
        services.AddSingleton<ImportRecorder>();
        services.AddSingleton<FileImport>();
        services.AddSingleton<SegmentImport>();
        services.AddSingleton<ImportCounting>();
        services.AddHostedService<ImportRunner>();
    }

    /// <summary>Maps every RPC.</summary>
    public static WebApplication MapSegmentation(this WebApplication app)
    {
        app.MapServiceDefaults();
        app.MapParking();
        app.MapGrpcService<ProfileRpc>();
        app.MapGrpcService<MembershipLogRpc>();
        app.MapGrpcService<SegmentationRpc>();
        app.MapGrpcService<ListRpc>();
        app.MapGrpcService<ImportRpc>();
        app.MapGrpcService<SegmentAnalysisRpc>();
        return app;
    }
}
