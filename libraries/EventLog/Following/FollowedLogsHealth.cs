using Automation.ServiceDefaults.Progress;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Automation.EventLog.Following;

/// <summary>Degraded while a follower has stopped: what is there can still be asked for, so the service stays in reach of its callers.</summary>
sealed class FollowedLogsHealth(IEnumerable<IFollowerProgress> followers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stopped = followers.Where(follower => follower.StopReason.Length > 0).ToList();
        return Task.FromResult(stopped.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Join(
                "; ", stopped.Select(follower => $"follower {follower.Name} has stopped: {follower.StopReason}. See docs/operations.md"))));
    }
}
