using Automation.ServiceDefaults.Progress;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Automation.EventLog.Following;

/// <summary>Degraded while a follower has stopped or stands still: what is there can still be asked for, so the service stays in reach of its callers.</summary>
sealed class FollowedLogsHealth(IEnumerable<IFollowerProgress> followers) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var ill = followers.Select(Complaint).OfType<string>().ToList();
        return Task.FromResult(ill.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join("; ", ill)));
    }

    static string? Complaint(IFollowerProgress follower) =>
        follower.StopReason is { Length: > 0 } stopped ? $"follower {follower.Name} has stopped: {stopped}. See docs/operations.md, A log was set back"
        : follower.StallReason is { Length: > 0 } stalled ? $"follower {follower.Name} stands still: {stalled}. See docs/operations.md, A follower stands still"
        : null;
}
