using StackExchange.Redis;

namespace Automation.Clients.Segmentation;

/// <summary>How an attempt to use the cache ended.</summary>
public enum CacheUse
{
    /// <summary>It was used.</summary>
    Done,

    /// <summary>It failed, or took too long.</summary>
    Failed,

    /// <summary>It failed a short while ago and was not tried.</summary>
    CoolingDown,
}

/// <summary>Uses Redis for a limited time, and after a failure not for a while: a slow cache must not be slower than none.</summary>
public sealed class CacheAccess(TimeSpan timeout, TimeSpan cooldown, TimeProvider time)
{
    sealed record Failure(long Timestamp);

    Failure? _failure;

    /// <param name="use">Gets a token that is cancelled when the time is over.</param>
    /// <param name="onFailure">Told of the first failure after a success.</param>
    /// <param name="cancellationToken">Its cancellation is thrown, and is no failure of the cache.</param>
    public async Task<CacheUse> TryAsync(
        Func<CancellationToken, Task> use, Action<Exception> onFailure, CancellationToken cancellationToken)
    {
        var failure = Volatile.Read(ref _failure);
        if (failure is not null && time.GetElapsedTime(failure.Timestamp) < cooldown)
            return CacheUse.CoolingDown;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await use(limit.Token);
            Volatile.Write(ref _failure, null);
            return CacheUse.Done;
        }
        catch (Exception exception) when (
            exception is RedisException or RedisTimeoutException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if (Interlocked.Exchange(ref _failure, new Failure(time.GetTimestamp())) is null)
                onFailure(exception);
            return CacheUse.Failed;
        }
    }
}
