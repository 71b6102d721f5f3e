namespace Automation.ServiceDefaults.Clocks;

/// <summary>Real time at stored precision.</summary>
sealed class SystemClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().ToStoredPrecision();
}
