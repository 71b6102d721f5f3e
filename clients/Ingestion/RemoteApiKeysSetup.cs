using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Credentials;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.Clients.Ingestion;

/// <summary>Registers how the keys of shops are resolved.</summary>
public static class RemoteApiKeysSetup
{
    /// <summary>Adds the keys as ingestion has them, for every host but ingestion itself.</summary>
    public static IServiceCollection AddRemoteApiKeys(this IServiceCollection services)
    {
        services.AddServiceClient("ingestion", calls => new ShopService.ShopServiceClient(calls));
        return services.AddSingleton<IApiKeys, RemoteApiKeys>();
    }
}
