using Automation.Clients.Ingestion;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.Telemetry;
using Automation.WorkflowEngine.V1;
using Google.Rpc;
using Grpc.Core;
using Npgsql;

namespace Automation.WorkflowEngine.Intake;

/// <summary>
/// Takes campaigns down when their time comes, and puts the records that begin enrollments into the log. Every replica does; a
/// row's lock says which one, and what is done twice for all that has the same ids and is there once.
/// </summary>
sealed class EnrollmentStarter(
    NpgsqlDataSource database,
    WorkflowRegistry registry,
    RemoteShops shops,
    ControlRecordService.ControlRecordServiceClient ingestion,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime,
    ILogger<EnrollmentStarter> logger) : BackgroundService
{
    // Two statements that find nothing: a campaign may be late by this much.
    static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan s_cooldown = TimeSpan.FromSeconds(2);
    static readonly TimeSpan s_keepInterval = TimeSpan.FromMinutes(1);
    static readonly TimeSpan s_appendAgainAfter = TimeSpan.FromMinutes(1);

    // A partition that does not begin for a day has another trouble, and a day of them is quickly gone through.
    static readonly TimeSpan s_appendAgainFor = TimeSpan.FromDays(1);

    long _keptFor = -1;
    long _keptAt;
    long _appendedAgainAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = s_pollInterval;
            try
            {
                await KeepSchedulesAsync(stoppingToken);
                while (await TakeDownAsync(stoppingToken))
                {
                }
                while (await BeginAsync(stoppingToken))
                {
                }
                await AppendAgainAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                WorkflowEngineLog.NotEnrolled(logger, exception);
                pause = s_cooldown;
            }
            catch (Exception)
            {
                return;
            }
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Awaits the schedules that are active by now, and no others. Anew each minute: a replica that was behind may have forgotten one.</summary>
    async Task KeepSchedulesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var snapshot = await registry.CurrentAsync(connection, cancellationToken);
        if (snapshot.Counter == _keptFor && time.GetElapsedTime(_keptAt) < s_keepInterval)
            return;
        var kept = await ScheduleTable.ReadAsync(connection, cancellationToken);
        foreach (var (version, workflow) in snapshot.Scheduled)
        {
            kept.Remove((version.ShopId, version.WorkflowId));
            var after = await ScheduleTable.ActivateTimeAsync(connection, version, cancellationToken);
            var next = workflow.Schedule!.NextAfter(after, await ZoneAsync(version.ShopId, cancellationToken));
            await ScheduleTable.AwaitAsync(connection, new DueSchedule(version, after), next, cancellationToken);
        }
        if (kept.Count > 0)
            await ScheduleTable.ForgetAsync(connection, kept.Keys, cancellationToken);
        (_keptFor, _keptAt) = (snapshot.Counter, time.GetTimestamp());
    }

    /// <summary>Takes the campaign of one schedule down whose time has come.</summary>
    async Task<bool> TakeDownAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = shopTime.GetUtcNow().ToStoredPrecision();
        if (await ScheduleTable.LockDueAsync(connection, now, cancellationToken) is not { } due)
            return false;
        var snapshot = await registry.CurrentAsync(connection, cancellationToken);
        if (snapshot.Scheduled.FirstOrDefault(one => one.Version == due.Version).Workflow is not { } workflow)
        {
            // Not active any more, or paused: what comes meanwhile begins nothing.
            await ScheduleTable.ForgetAsync(connection, [(due.Version.ShopId, due.Version.WorkflowId)], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        var zone = await ZoneAsync(due.Version.ShopId, cancellationToken);
        var (last, missedCount) = workflow.Schedule!.Between(due.AfterTime, now, zone);
        // The shop's zone may have been another one when the time was reckoned; then none has come.
        if (last is { } dueTime)
        {
            var order = new EnrollmentOrder(
                NameIds.OfCampaign(due.Version.ShopId, due.Version.WorkflowId, dueTime), due.Version, EnrollmentKind.Campaign,
                workflow.Schedule.SegmentIds, workflow.Schedule.MaxPerMinute, dueTime);
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(EnrollmentStore.Insert(order, now, missedCount, now - dueTime > workflow.MaxAge ? RunReasons.TooLate : ""));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        await ScheduleTable.AwaitAsync(connection, due with { AfterTime = now }, workflow.Schedule.NextAfter(now, zone), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Puts the records of one enrollment into the log.</summary>
    async Task<bool> BeginAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await UnbegunEnrollments.LockAsync(connection, cancellationToken) is not { } order)
            return false;
        var now = shopTime.GetUtcNow();
        try
        {
            await ingestion.AppendControlRecordsAsync(
                new AppendControlRecordsRequest { Records = { EnrollmentRecords.Of(order) } }, cancellationToken: cancellationToken);
            await UnbegunEnrollments.MarkAsync(connection, order.EnrollmentId, now, cancellationToken);
        }
        // An older ingestion does not know the kind of record yet; that passes, and it is tried again.
        catch (RpcException exception) when (exception.StatusCode is StatusCode.InvalidArgument && !IsAbout(exception, "record"))
        {
            WorkflowEngineLog.EnrollmentRefused(logger, exception, order.EnrollmentId, order.Version.ShopId, order.Version.WorkflowId);
            await UnbegunEnrollments.CancelAsync(connection, order.EnrollmentId, now, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Once a minute: begins what partitions passed over while a build before enrollments owned them.</summary>
    async Task AppendAgainAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_appendedAgainAt) < s_appendAgainAfter)
            return;
        _appendedAgainAt = time.GetTimestamp();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var now = shopTime.GetUtcNow();
        foreach (var left in await UnbegunEnrollments.LeftAsync(connection, now - s_appendAgainFor, now - s_appendAgainAfter, cancellationToken))
        {
            await ingestion.AppendControlRecordsAsync(
                new AppendControlRecordsRequest { Records = { EnrollmentRecords.Again(left) } }, cancellationToken: cancellationToken);
            await UnbegunEnrollments.MarkAsync(connection, left.Order.EnrollmentId, now, cancellationToken);
        }
    }

    async Task<string> ZoneAsync(string shopId, CancellationToken cancellationToken) =>
        (await shops.FindAsync(shopId, cancellationToken))?.TimeZone ?? "";

    static bool IsAbout(RpcException exception, string field) =>
        FaultStatus.ReadDetails(exception)?.GetDetail<BadRequest>()?.FieldViolations.Any(violation =>
            violation.Field == field || violation.Field.EndsWith($".{field}", StringComparison.Ordinal)) is true;
}
