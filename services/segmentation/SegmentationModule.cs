using Automation.Ingestion.V1;
using Automation.Commerce.V1;
using Automation.Segmentation.Intake;
using Automation.Segmentation.Rpc;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.ServiceDefaults.Bus;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Database;
using Automation.ServiceDefaults.Following;
using Automation.ServiceDefaults.Profiles;
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
        services.AddSingleton<SegmentationMetrics>();
        services.AddSingleton<ProfileTable>();
        services.AddSingleton<HotProfiles>();
        services.AddSingleton<ProfileCopies>();
        services.AddProfileCache();
        services.AddServiceClient("ingestion", calls => new EventLogService.EventLogServiceClient(calls));
        services.AddLogPublisher(MembershipLog.LogName);
        builder.AddFollower<LoggedEvent, EventLog, ProfileFollower>(ProfileFollower.Name, "ingestion");
        builder.AddBus();
        return builder;
    }

    public static void MapSegmentation(this WebApplication app)
    {
        app.MapGrpcService<ProfileRpc>();
        app.MapGrpcService<MembershipLogRpc>();
    }
}
