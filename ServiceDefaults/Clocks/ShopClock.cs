namespace Automation.ServiceDefaults.Clocks;

/// <summary>
/// The shop clock: log time, waits, windows, quiet hours, expiry. Resolve it with
/// <c>[FromKeyedServices(ShopClock.Key)] TimeProvider</c>. The unkeyed <see cref="TimeProvider"/> is real time and
/// serves leases, deadlines, back-off, limits and telemetry.
/// </summary>
public static class ShopClock
{
    public const string Key = "shop";

    /// <summary>PostgreSQL keeps microseconds; an instant that is compared with a stored one must not be finer.</summary>
    public static DateTimeOffset ToStoredPrecision(this DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
