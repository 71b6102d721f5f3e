using System.Diagnostics.Metrics;
using Automation.ServiceDefaults.Clocks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.ServiceDefaults.Database;

/// <summary>
/// Holds this machine's clock against the database's, before anything else of the service starts and then every few seconds. While the shop clock
/// is real time it goes no further ahead than <see cref="ClockOptions.Tolerance"/>: what is found out by a wrong clock, others would have to live with.
/// </summary>
sealed class ClockWatch : IHostedService, IHealthCheck, IDisposable
{
    static readonly TimeSpan s_interval = TimeSpan.FromSeconds(2);

    readonly NpgsqlDataSource _database;
    readonly SystemClock? _clock;
    readonly TimeSpan _tolerance;
    readonly TimeProvider _time;
    readonly ILogger<ClockWatch> _logger;
    readonly Gauge<double> _lead;
    readonly CancellationTokenSource _stopping = new();
    Task _watching = Task.CompletedTask;
    volatile string _complaint = "";

    public ClockWatch(
        NpgsqlDataSource database,
        [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
        IOptions<ClockOptions> options,
        TimeProvider time,
        IMeterFactory meters,
        ILogger<ClockWatch> logger)
    {
        // A scaled or driven clock is one that all share already.
        (_database, _clock, _tolerance, _time, _logger) = (database, shopClock as SystemClock, options.Value.Tolerance, time, logger);
        _lead = meters.Create("Automation.Clocks").CreateGauge<double>(
            "automation.clock.lead", "s", "How far this machine's clock is ahead of its database's; below zero: behind. Beyond Clock:Tolerance the database's counts.");
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_clock is null)
            return;
        await LookAsync(_clock, cancellationToken);
        _watching = Task.Run(() => WatchAsync(_clock), CancellationToken.None);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _watching;
    }

    /// <summary>Degraded while this machine's clock is ahead.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_complaint is { Length: > 0 } complaint
            ? HealthCheckResult.Degraded($"{complaint}. See docs/operations.md, A clock is ahead")
            : HealthCheckResult.Healthy());

    public void Dispose() => _stopping.Dispose();

    async Task WatchAsync(SystemClock clock)
    {
        using var timer = new PeriodicTimer(s_interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                await LookAsync(clock, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }

    async Task LookAsync(SystemClock clock, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _database.CreateCommand("SELECT clock_timestamp()");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            Judge(clock.Hold(reader.GetFieldValue<DateTimeOffset>(0)));
        }
        catch (NpgsqlException exception)
        {
            // What was seen last goes on counting.
            DatabaseLog.ClockNotCompared(_logger, exception);
        }
    }

    void Judge(TimeSpan lead)
    {
        _lead.Record(lead.TotalSeconds);
        var complaint = lead > _tolerance ? $"the clock of this machine is {lead.TotalSeconds:0} s ahead of the database's, which counts instead" : "";
        if (complaint.Length > 0 && _complaint.Length == 0)
            DatabaseLog.ClockAhead(_logger, complaint);
        else if (complaint.Length == 0 && _complaint.Length > 0)
            DatabaseLog.ClockRight(_logger);
        _complaint = complaint;
    }
}
