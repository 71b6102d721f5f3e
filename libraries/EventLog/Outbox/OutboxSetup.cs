using Automation.ServiceDefaults.Progress;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.EventLog.Outbox;

/// <summary>Registers a service's outbox and its relay.</summary>
public static class OutboxSetup
{
    /// <summary>Adds the outbox whose rows go to a destination.</summary>
    public static IServiceCollection AddOutbox<TMessage, TDestination>(this IServiceCollection services)
        where TMessage : class, IMessage<TMessage>
        where TDestination : class, IOutboxDestination<TMessage>
    {
        services.AddSingleton<IOutboxDestination<TMessage>, TDestination>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<OutboxMetrics>();
        services.AddSingleton<OutboxRelay<TMessage>>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxRelay<TMessage>>());
        services.AddSingleton<IOpenWork>(provider => provider.GetRequiredService<OutboxRelay<TMessage>>());
        return services;
    }
}
