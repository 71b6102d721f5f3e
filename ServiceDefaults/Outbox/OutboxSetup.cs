using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Progress;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.ServiceDefaults.Outbox;

/// <summary>Registers a service's outbox and its relay.</summary>
public static class OutboxSetup
{
    public static IServiceCollection AddOutbox(this IServiceCollection services)
    {
        services.AddServiceClient("ingestion", calls => new DerivedEventService.DerivedEventServiceClient(calls));
        services.AddSingleton<Outbox>();
        services.AddSingleton<OutboxMetrics>();
        services.AddSingleton<OutboxRelay>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxRelay>());
        services.AddSingleton<IOpenWork>(provider => provider.GetRequiredService<OutboxRelay>());
        return services;
    }
}
