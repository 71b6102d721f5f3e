using Automation.ServiceDefaults.Bus;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Progress;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Automation.ServiceDefaults.Following;

/// <summary>Registers followers.</summary>
public static class FollowerSetup
{
    /// <summary>Follows a log with a handler, under a name that is unique within the service.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="name">Name of the follower; its positions are kept under it.</param>
    /// <param name="producer">The service that has the log, by its name in the AppHost.</param>
    public static IHostApplicationBuilder AddFollower<TRecord, TLog, THandler>(
        this IHostApplicationBuilder builder, string name, string producer)
        where TRecord : class, IMessage<TRecord>
        where TLog : FollowedLog<TRecord>
        where THandler : class, ILogHandler<TRecord>
    {
        var services = builder.Services;
        services.AddOptions<FollowerOptions>().BindConfiguration("Follower").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FollowerOptions>, FollowerOptionsValidator>());
        services.TryAddSingleton<FollowerMetrics>();
        services.TryAddSingleton(provider =>
            ActivatorUtilities.CreateInstance<TLog>(provider, provider.GetRequiredService<ServiceChannels>().To(producer)));
        services.TryAddSingleton<THandler>();
        services.AddKeyedSingleton(name, (provider, _) => ActivatorUtilities.CreateInstance<LogFollower<TRecord>>(
            provider, name, provider.GetRequiredService<TLog>(), provider.GetRequiredService<THandler>()));
        services.AddKeyedSingleton<IFollowerPositions>(
            name, (provider, _) => provider.GetRequiredKeyedService<LogFollower<TRecord>>(name));
        services.AddSingleton<IFollowerProgress>(provider => provider.GetRequiredKeyedService<LogFollower<TRecord>>(name));
        services.AddSingleton(provider =>
        {
            var follower = provider.GetRequiredKeyedService<LogFollower<TRecord>>(name);
            return new FollowerParking(name, follower.Store);
        });
        services.AddHostedService(provider => provider.GetRequiredKeyedService<LogFollower<TRecord>>(name));
        services.AddSingleton(provider =>
        {
            // Later: the handler may need the bus, which is being built from its subscriptions.
            var follower = new Lazy<LogFollower<TRecord>>(() => provider.GetRequiredKeyedService<LogFollower<TRecord>>(name));
            return new LogSubscription(provider.GetRequiredService<TLog>().Name, batch => follower.Value.Receive(batch));
        });
        return builder;
    }
}
