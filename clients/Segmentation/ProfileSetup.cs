using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Calling;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Automation.Clients.Segmentation;

/// <summary>Registers access to profiles.</summary>
public static class ProfileSetup
{
    /// <summary>The copies in Redis, for segmentation.</summary>
    public static IServiceCollection AddProfileCache(this IServiceCollection services)
    {
        services.AddSingleton<IConnectionMultiplexer>(provider =>
        {
            var address = provider.GetRequiredService<IConfiguration>().GetConnectionString("redis")
                ?? throw new InvalidOperationException("ConnectionStrings:redis is not set; the AppHost sets it.");
            var options = ConfigurationOptions.Parse(address);
            // Redis may be absent at any time, also at the start.
            options.AbortOnConnectFail = false;
            options.ConnectTimeout = 1_000;
            options.AsyncTimeout = 1_000;
            options.SyncTimeout = 1_000;
            options.BacklogPolicy = BacklogPolicy.FailFast;
            return ConnectionMultiplexer.Connect(options);
        });
        services.AddSingleton<ProfileCache>();
        return services;
    }

    /// <summary>Reading profiles, for services behind segmentation.</summary>
    public static IServiceCollection AddProfileReader(this IServiceCollection services)
    {
        services.AddProfileCache();
        services.AddServiceClient("segmentation", calls => new ProfileService.ProfileServiceClient(calls));
        services.AddSingleton<ProfileReader>();
        return services;
    }
}
