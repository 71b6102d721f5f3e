using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Automation.AppHost;

/// <summary>
/// Prints what the resources print, each line after the name of its resource, and which of them did not start: the
/// dashboard, where it can be read too, is gone when the AppHost is.
/// </summary>
sealed class ResourceLog(
    DistributedApplicationModel model, ResourceLoggerService logs, ResourceNotificationService states) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        model.Resources
            .Where(resource => resource is ProjectResource or ExecutableResource or ContainerResource)
            .Where(resource => resource.Name != KnownDashboard)
            .Select(resource => CopyAsync(resource, stoppingToken))
            .Append(ReportAsync(stoppingToken)));

    const string KnownDashboard = "aspire-dashboard";

    async Task CopyAsync(IResource resource, CancellationToken cancellationToken)
    {
        await foreach (var lines in logs.WatchAsync(resource).WithCancellation(cancellationToken))
        {
            foreach (var line in lines)
                Console.WriteLine($"{resource.Name,-16} | {line.Content}");
        }
    }

    async Task ReportAsync(CancellationToken cancellationToken)
    {
        var reported = new HashSet<string>();
        await foreach (var change in states.WatchAsync(cancellationToken))
        {
            var snapshot = change.Snapshot;
            var failed = snapshot.State?.Text is "FailedToStart"
                || (snapshot.State?.Text is "Exited" or "Finished" && snapshot.ExitCode is not (null or 0));
            if (failed && reported.Add(change.ResourceId))
                Console.WriteLine($"{change.Resource.Name,-16} | ended: {snapshot.State!.Text}, exit code {snapshot.ExitCode?.ToString() ?? "unknown"}");
        }
    }
}

static class ResourceLogging
{
    public static void LogResources(this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsRunMode)
            builder.Services.AddHostedService<ResourceLog>();
    }
}
