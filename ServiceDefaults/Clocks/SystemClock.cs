namespace Automation.ServiceDefaults.Clocks;

/// <summary>
/// Real time at stored precision, as long as the machine's clock is not ahead of the one that all replicas share, their database's. Where it is,
/// that one counts, as it was seen last and by the time that has passed since, which no correction of the machine's clock moves.
/// </summary>
sealed class SystemClock(TimeProvider real, TimeSpan tolerance) : TimeProvider
{
    volatile Reading? _last;

    /// <summary>Takes down what the shared clock has shown just now.</summary>
    /// <returns>How far the machine's clock is ahead of it; below zero: behind.</returns>
    public TimeSpan Hold(DateTimeOffset shared)
    {
        _last = new Reading(shared, real.GetTimestamp());
        return real.GetUtcNow() - shared;
    }

    public override DateTimeOffset GetUtcNow()
    {
        var own = real.GetUtcNow();
        if (_last is { } last)
        {
            var shared = last.Shared + real.GetElapsedTime(last.Stamp);
            if (own > shared + tolerance)
                own = shared;
        }
        return own.ToStoredPrecision();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        real.CreateTimer(callback, state, dueTime, period);

    sealed record Reading(DateTimeOffset Shared, long Stamp);
}
