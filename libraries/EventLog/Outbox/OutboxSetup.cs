using Automation.ServiceDefaults.Database.Pruning;
using Automation.ServiceDefaults.Progress;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Automation.EventLog.Outbox;

/// <summary>Registers a service's outbox and its relay.</summary>
public static class OutboxSetup
{
    static readonly TimeSpan s_pruneInterval = TimeSpan.FromHours(1);

    /// <summary>Adds the outbox whose rows go to a destination.</summary>
    public static IServiceCollection AddOutbox<TMessage, TDestination>(this IServiceCollection services)
        where TMessage : class, IMessage<TMessage>
        where TDestination : class, IOutboxDestination<TMessage>
    {
        services.AddSingleton<IOutboxDestination<TMessage>, TDestination>();
        services.AddOptions<OutboxOptions>().BindConfiguration("Outbox").ValidateOnStart();
        services.AddSingleton<IValidateOptions<OutboxOptions>, OutboxOptionsValidator>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<OutboxMetrics>();
        services.AddSingleton<RefusedRows>();
        services.AddPruning(provider => new PruningPlan(s_pruneInterval, [
            provider.GetRequiredService<RefusedRows>().Pruned(provider.GetRequiredService<IOptions<OutboxOptions>>().Value.RefusedRetention)]));
        services.AddSingleton<OutboxRelay<TMessage>>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxRelay<TMessage>>());
        services.AddSingleton<IOpenWork>(provider => provider.GetRequiredService<OutboxRelay<TMessage>>());
        return services;
    }
}
