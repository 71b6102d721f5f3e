using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Automation.AppHost;

/// <summary>
/// Services end before the servers that they still talk to. The orchestrator alone ends everything at once, and also when
/// the AppHost was killed; local/server.sh bounds what a service loses then.
/// </summary>
static class Ending
{
    public static void EndServicesBeforeServers(this IDistributedApplicationBuilder builder)
    {
        // The AppHost stays until the orchestrator has ended the rest: whoever waits for it finds every port free.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
        builder.Services.AddHostedService<ServicesFirst>();
    }

    sealed class ServicesFirst(DistributedApplicationModel model, ResourceCommandService commands) : IHostedLifecycleService
    {
        public Task StoppingAsync(CancellationToken cancellationToken) => Task.WhenAll(
            model.Resources.OfType<ProjectResource>().Select(service => StopAsync(service, cancellationToken)));

        // A service that has not started, or has ended, answers that there is nothing to stop.
        Task StopAsync(ProjectResource service, CancellationToken cancellationToken) =>
            commands.ExecuteCommandAsync(service, KnownResourceCommands.StopCommand, cancellationToken);

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
