using Automation.EventLog.Bus;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Database;
using Automation.ServiceDefaults.Progress;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.EventLog.Following;

/// <summary>Registers followers.</summary>
public static class FollowerSetup
{
    /// <summary>Follows a log with a handler, under a name that is unique within the service.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="name">Name of the follower; its positions are kept under it.</param>
    /// <param name="contract">The log.</param>
    /// <param name="keepsLog">Whether the service keeps a log of its own, with its <c>log_identity</c>.</param>
    public static IHostApplicationBuilder AddFollower<TRecord, THandler>(
        this IHostApplicationBuilder builder, string name, LogContract<TRecord> contract, bool keepsLog = false)
        where TRecord : class, IMessage<TRecord>
        where THandler : class, ILogHandler<TRecord>
    {
        var services = builder.Services;
        services.AddOptions<FollowerOptions>().BindConfiguration("Follower").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FollowerOptions>, FollowerOptionsValidator>());
        services.TryAddSingleton<FollowerMetrics>();
        if (services.All(service => service.ServiceType != typeof(FollowedLogsHealth)))
        {
            services.AddSingleton<FollowedLogsHealth>();
            services.AddHealthChecks().AddCheck<FollowedLogsHealth>("followed logs");
        }
        services.TryAddSingleton<THandler>();
        services.AddKeyedSingleton(name, (provider, _) => ActivatorUtilities.CreateInstance<LogFollower<TRecord>>(
            provider,
            name,
            new RemoteLog<TRecord>(contract, provider.GetRequiredService<ServiceChannels>().To(contract.Producer)),
            provider.GetRequiredService<THandler>(),
            provider.GetRequiredKeyedService<NpgsqlDataSource>(DatabasePools.Work),
            keepsLog));
        services.AddKeyedSingleton<IFollowerPositions>(
            name, (provider, _) => provider.GetRequiredKeyedService<LogFollower<TRecord>>(name));
        services.AddSingleton<IFollowerProgress>(provider => provider.GetRequiredKeyedService<LogFollower<TRecord>>(name));
        services.AddSingleton(provider =>
        {
            var follower = provider.GetRequiredKeyedService<LogFollower<TRecord>>(name);
            return new FollowerParking(name, follower.Store, follower.AdoptAsync);
        });
        services.AddHostedService(provider => provider.GetRequiredKeyedService<LogFollower<TRecord>>(name));
        services.AddSingleton(provider =>
        {
            // Later: the handler may need the bus, which is being built from its subscriptions.
            var follower = new Lazy<LogFollower<TRecord>>(() => provider.GetRequiredKeyedService<LogFollower<TRecord>>(name));
            return new LogSubscription(contract.Name, batch => follower.Value.Receive(batch));
        });
        return builder;
    }

    /// <summary>The RPCs for what followers have parked.</summary>
    public static void MapParking(this IEndpointRouteBuilder app) => app.MapGrpcService<ParkingRpc>();
}
