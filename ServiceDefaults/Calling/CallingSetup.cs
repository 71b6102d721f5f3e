using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Automation.ServiceDefaults.Calling;

/// <summary>Registers clients of the suite's services.</summary>
public static class CallingSetup
{
    /// <summary>Registers a generated client: <c>AddServiceClient("segmentation", calls => new ProfileService.ProfileServiceClient(calls))</c>.</summary>
    public static IServiceCollection AddServiceClient<TClient>(
        this IServiceCollection services, string service, Func<CallInvoker, TClient> create)
        where TClient : ClientBase =>
        services.AddSingleton(provider => create(provider.GetRequiredService<ServiceChannels>().To(service)));
}
