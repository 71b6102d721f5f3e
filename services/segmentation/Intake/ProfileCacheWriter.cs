using Automation.Segmentation.Telemetry;
using Automation.Clients.Segmentation;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation.Intake;

/// <summary>Puts copies of committed profiles into Redis, and goes on without it when it does not take them.</summary>
sealed class ProfileCacheWriter(
    ProfileCache cache,
    IOptions<SegmentationOptions> options,
    SegmentationMetrics metrics,
    TimeProvider time,
    ILogger<ProfileCacheWriter> logger)
{
    readonly CacheAccess _access = new(options.Value.CacheTimeout, options.Value.CacheCooldown, time);

    public async Task StoreAsync(IReadOnlyList<ProfileCopy> profiles, CancellationToken cancellationToken)
    {
        if (profiles.Count == 0)
            return;
        var use = await _access.TryAsync(
            limit => cache.StoreAsync(profiles, limit), exception => SegmentationLog.CacheAbsent(logger, exception), cancellationToken);
        if (use is not CacheUse.Done)
            metrics.CopiesLost(profiles.Count);
    }
}
