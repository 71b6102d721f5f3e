using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Faults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <summary>
/// The shop clock as the log takes it. Log time never goes back, so what a clock that is ahead had logged once would be the time of everything
/// until the others have caught up. While the shop clock is real time, a machine that is ahead of the database's clock therefore logs nothing.
/// </summary>
sealed class LogClock([FromKeyedServices(ShopClock.Key)] TimeProvider shopClock, IOptions<ClockOptions> options, TimeProvider time)
{
    /// <summary>Whether there is a clock to hold this machine's against: a scaled or driven one is one that all share already.</summary>
    public bool IsBounded => options.Value.Mode is ClockMode.System;

    /// <summary>How far ahead of the database's clock the log may promise a time.</summary>
    public TimeSpan Tolerance => options.Value.Tolerance;

    public DateTimeOffset Now => shopClock.GetUtcNow().ToStoredPrecision();

    /// <summary>The time to log at, while the log's lock is held.</summary>
    /// <param name="database">What the database's clock has shown just now.</param>
    /// <exception cref="Fault">CLOCK_AHEAD.</exception>
    public DateTimeOffset LogAt(DateTimeOffset database)
    {
        var lead = time.GetUtcNow() - database;
        if (!IsBounded || lead <= Tolerance)
            return Now;
        throw new Fault(
            FaultReasons.ClockAhead,
            $"This replica's clock is {lead.TotalSeconds:0} s ahead of the database's, so it logs nothing; send it again, another replica takes it. Set the machine's clock right.")
        {
            RetryDelay = TimeSpan.FromSeconds(1),
        };
    }
}

/// <summary>Degraded while the log's time is ahead: by a build that did not look, or by a database that moved to a machine whose clock is behind.</summary>
sealed class LogTimeHealth(NpgsqlDataSource database, LogClock clock) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!clock.IsBounded)
            return HealthCheckResult.Healthy();
        await using var command = database.CreateCommand(
            """
            SELECT extract(epoch FROM promised - clock_timestamp())::float8
            FROM (SELECT greatest((SELECT max(log_time) FROM heads), (SELECT as_of_time FROM reported_time)) AS promised) log WHERE isfinite(promised)
            """);
        return await command.ExecuteScalarAsync(cancellationToken) is double ahead && ahead > clock.Tolerance.TotalSeconds
            ? HealthCheckResult.Degraded(
                $"the log's time is {ahead:0} s ahead of the database's clock, and whatever is logged until then gets it. See docs/operations.md, A clock is ahead")
            : HealthCheckResult.Healthy();
    }
}
