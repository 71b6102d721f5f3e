using Automation.Ingestion.V1;
using Automation.Commerce.V1;
using Automation.Segmentation.Intake;
using Automation.Segmentation.Rpc;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.ServiceDefaults;
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
    /// <summary>Adds everything that the service is made of.</summary>
    public static WebApplicationBuilder AddSegmentation(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddServiceDefaults("segmentation");
        services.AddOptions<SegmentationOptions>().BindConfiguration("Segmentation").ValidateOnStart();
        services.AddSingleton<IValidateOptions<SegmentationOptions>, SegmentationOptionsValidator>();
        builder.AddDatabase<SegmentationContext>("segmentation");
        services.AddSingleton<SegmentationMetrics>();
        services.AddSingleton<ProfileTable>();
        services.AddSingleton<ProfileWorkingSet>();
        services.AddSingleton<ProfileCacheWriter>();
        services.AddProfileCache();
        services.AddServiceClient("ingestion", calls => new EventLogService.EventLogServiceClient(calls));
        services.AddLogPublisher(MembershipLog.LogName);
        builder.AddFollower<LoggedEvent, EventLog, ProfileFollower>(ProfileFollower.Name, "ingestion");
        builder.AddBus();
        return builder;
    }

    /// <summary>Maps every RPC.</summary>
    public static WebApplication MapSegmentation(this WebApplication app)
    {
        app.MapServiceDefaults();
        app.MapGrpcService<ProfileRpc>();
        app.MapGrpcService<MembershipLogRpc>();
        return app;
    }
}
