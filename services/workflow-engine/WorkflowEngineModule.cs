using Automation.Clients.Ingestion;
using Automation.Clients.Segmentation;
using Automation.Clients.WorkflowEngine;
using Automation.EventLog.Bus;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Database;
using Automation.ServiceDefaults.Database.Pruning;
using Automation.ServiceDefaults.Progress;
using Automation.WorkflowEngine.Checks;
using Automation.WorkflowEngine.Intake;
using Automation.WorkflowEngine.Rpc;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.Telemetry;
using Automation.WorkflowEngine.Timers;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.WorkflowEngine;

/// <summary>What the service is made of and what it serves.</summary>
public static class WorkflowEngineModule
{
    /// <summary>Under which its positions are kept.</summary>
    internal const string FollowerName = "workflow-engine";

    /// <summary>Everything that the service is made of.</summary>
    public static void AddWorkflowEngine(this WebApplicationBuilder builder)
    {
        builder.AddDatabase<WorkflowEngineContext>(WorkflowEngineContext.Schema);
        var services = builder.Services;
        services.AddOptions<WorkflowEngineOptions>().BindConfiguration("WorkflowEngine").ValidateOnStart();
        services.AddSingleton<IValidateOptions<WorkflowEngineOptions>, WorkflowEngineOptionsValidator>();
        services.AddRemoteApiKeys();
        services.AddSingleton<WorkflowEngineMetrics>();

        services.AddServiceClient("ingestion", calls => new EventLogService.EventLogServiceClient(calls));
        services.AddServiceClient("ingestion", calls => new ShopService.ShopServiceClient(calls));
        services.AddSingleton<RemoteShops>();
        services.AddDerivedEvents();
        services.AddServiceClient("ingestion", calls => new ControlRecordService.ControlRecordServiceClient(calls));
        services.AddProfileReader();
        services.AddSingleton<ProfileReading>();
        services.AddServiceClient("segmentation", calls => new MembershipLogService.MembershipLogServiceClient(calls));
        services.AddServiceClient("segmentation", calls => new SegmentationService.SegmentationServiceClient(calls));
        services.AddSingleton<EnrollmentBatch>();
        services.AddSingleton<EnrollmentStore>();
        services.AddSingleton<RecipientCounter>();
        services.AddSingleton<ScheduleChecks>();
        services.AddSingleton<MarketingStore>();
        services.AddSingleton<CheckLifetime>();
        services.AddSingleton<WorkflowRegistry>();
        services.AddSingleton<WorkflowStore>();
        services.AddSingleton<StartChecks>();
        services.AddSingleton<TemplateInstaller>();
        services.AddServiceClient("segmentation", calls => new SegmentationService.SegmentationServiceClient(calls));
        services.AddSingleton<FlowReadinessReader>();
        services.AddSingleton<EventSightings>();
        services.AddSingleton<RunQueries>();
        services.AddSingleton<RunCommandLog>();
        services.AddSingleton<ActivationQueries>();
        services.AddSingleton<ShopperHistories>();
        services.AddSingleton<RecordedHistories>();
        services.AddSingleton<EventExplainer>();
        services.AddSingleton<SimulationRpc>();
        services.AddSingleton<DispatchStore>();
        services.AddSingleton<AcceptedHeads>();
        services.AddSingleton<SendChecker>();
        services.AddSingleton<Watermark>();
        services.AddSingleton<IDatedHeads, TimerHeads>();
        services.AddSingleton<IOpenWork, TimerWork>();
        services.AddSingleton<IOpenWork, EnrollmentWork>();
        services.AddHostedService<WatermarkPoller>();
        services.AddHostedService<EnrollmentStarter>();
        services.AddPruning(provider => ForgottenRuns.Plan(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<WorkflowRegistry>(),
            provider.GetRequiredService<IOptions<WorkflowEngineOptions>>().Value));

        builder.AddFollower<MembershipRecord, RunFollower>(FollowerName, SegmentationLogs.Memberships, keepsLog: true);
        services.AddLogPublisher(WorkflowEngineLogs.Dispatches.Name);
        builder.AddBus();
    }

    /// <summary>Its RPCs.</summary>
    public static void MapWorkflowEngine(this WebApplication app)
    {
        app.MapParking();
        app.MapGrpcService<WorkflowRpc>();
        app.MapGrpcService<WorkflowTemplateRpc>();
        app.MapGrpcService<RunRpc>();
        app.MapGrpcService<EnrollmentRpc>();
        app.MapGrpcService<MarketingRpc>();
        app.MapGrpcService<SimulationRpc>();
        app.MapGrpcService<DispatchLogRpc>();
        app.MapGrpcService<SendCheckRpc>();
    }
}
