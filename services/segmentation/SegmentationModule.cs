using Automation.Clients.Ingestion;
using Automation.Clients.Segmentation;
using Automation.Commerce.V1;
using Automation.EventLog.Bus;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Segmentation.Intake;
using Automation.Segmentation.Rpc;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Database;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation;

/// <summary>Keeps each shopper's profile: the fold of the shopper's events.</summary>
public static class SegmentationModule
{
    public static IHostApplicationBuilder AddSegmentation(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SegmentationOptions>().BindConfiguration("Segmentation").ValidateOnStart();
        services.AddSingleton<IValidateOptions<SegmentationOptions>, SegmentationOptionsValidator>();
        builder.AddDatabase<SegmentationContext>("segmentation");
        services.AddRemoteApiKeys();
        services.AddSingleton<SegmentationMetrics>();
        services.AddSingleton<ProfileTable>();
        services.AddSingleton<HotProfiles>();
        services.AddSingleton<ProfileCopies>();
        services.AddProfileCache();
        services.AddServiceClient("ingestion", calls => new EventLogService.EventLogServiceClient(calls));
        services.AddLogPublisher(SegmentationLogs.Memberships.Name);
        builder.AddFollower<LoggedEvent, ProfileFollower>(ProfileFollower.Name, IngestionLogs.Events);
        builder.AddBus();
        return builder;
    }

    public static void MapSegmentation(this WebApplication app)
    {
        app.MapParking();
        app.MapGrpcService<ProfileRpc>();
        app.MapGrpcService<MembershipLogRpc>();
    }
}
