using Automation.Segmentation.Telemetry;
using Automation.Clients.Segmentation;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Automation.Segmentation.Intake;

/// <summary>Puts copies of committed profiles into Redis, and goes on without it when it does not take them.</summary>
sealed partial class ProfileCopies(
    ProfileCache cache,
    IOptions<SegmentationOptions> options,
    SegmentationMetrics metrics,
    TimeProvider time,
    ILogger<ProfileCopies> logger)
{
    long? _failed;

    public async Task StoreAsync(IReadOnlyList<ProfileCopy> profiles, CancellationToken cancellationToken)
    {
        if (profiles.Count == 0)
            return;
        if (_failed is { } failed && time.GetElapsedTime(failed) < options.Value.CacheRest)
        {
            metrics.CopiesLost(profiles.Count);
            return;
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.CachePatience);
        try
        {
            await cache.StoreAsync(profiles, patience.Token);
            _failed = null;
        }
        catch (Exception exception) when (
            exception is RedisException or RedisTimeoutException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if (_failed is null)
                Absent(logger, exception);
            _failed = time.GetTimestamp();
            metrics.CopiesLost(profiles.Count);
        }
    }

    [LoggerMessage(2000, LogLevel.Warning, "Redis takes no copies of profiles; readers ask this service until it does again.")]
    static partial void Absent(ILogger logger, Exception exception);
}
