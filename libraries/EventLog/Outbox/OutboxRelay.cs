using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Database;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Progress;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.EventLog.Outbox;

/// <summary>
/// Brings outbox rows to their destination. Rows are locked while they are under way, so replicas share the work; a repeat
/// after a lost answer is a duplicate there. A row that cannot be brought holds up no other.
/// </summary>
sealed class OutboxRelay<TMessage>(
    Outbox outbox,
    [FromKeyedServices(DatabasePools.Work)] NpgsqlDataSource database,
    IOutboxDestination<TMessage> destination,
    OutboxMetrics metrics,
    IOptions<OutboxOptions> options,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    ILogger<OutboxRelay<TMessage>> logger) : BackgroundService, IOpenWork
    where TMessage : class, IMessage<TMessage>
{
    // 200 messages of at most 2 KB stay below what a batch may have, 500 KB.
    const int BatchRows = 200;
    const int BatchBytes = 400_000;
    static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    // What is found out in this time goes back together: an append for each would cost more than all that follows from it.
    static readonly TimeSpan BatchWindow = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(3);
    static readonly TimeSpan Cooldown = TimeSpan.FromMinutes(1);

    // Rows at which the destination failed, and since when.
    readonly Dictionary<long, long> _cooling = [];

    // So many rows go one by one.
    int _alone;

    long? _released;

    public string Kind => "outbox";

    public async Task<(long OpenCount, DateTimeOffset? NextDueTime)> MeasureAsync(
        DateTimeOffset dueBy, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT (SELECT count(*) FROM outbox WHERE refuse_reason IS NULL) + (SELECT count(*) FROM outbox WHERE retry_time IS NOT NULL)");
        return ((long)(await command.ExecuteScalarAsync(cancellationToken))!, null);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await outbox.Work.WaitAsync(PollInterval, stoppingToken))
                    await Task.Delay(BatchWindow, time, stoppingToken);
                await ReleaseAsync(stoppingToken);
                while (await RelayAsync(stoppingToken))
                {
                }
                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                OutboxLog.NotRelayed(logger, exception);
                var seconds = Math.Min(5, 0.1 * Math.Pow(2, failures++)) * (0.5 + Random.Shared.NextDouble() / 2);
                await Task.Delay(TimeSpan.FromSeconds(seconds), time, CancellationToken.None);
            }
        }
    }

    /// <summary>Sends those on their way again whose refusal may have passed. Looked for once in a poll interval, however much comes.</summary>
    async Task ReleaseAsync(CancellationToken stoppingToken)
    {
        if (_released is { } last && time.GetElapsedTime(last) < PollInterval)
            return;
        await using var command = database.CreateCommand(
            """
            UPDATE outbox SET refuse_reason = NULL, retry_time = NULL WHERE outbox_id IN (
                SELECT outbox_id FROM outbox WHERE retry_time <= clock_timestamp() ORDER BY retry_time LIMIT $1 FOR UPDATE SKIP LOCKED)
            """);
        command.Parameters.Add(new() { Value = BatchRows });
        await command.ExecuteNonQueryAsync(stoppingToken);
        _released = time.GetTimestamp();
    }

    /// <returns>Whether there may be more.</returns>
    async Task<bool> RelayAsync(CancellationToken stoppingToken)
    {
        await using var connection = await database.OpenConnectionAsync(stoppingToken);
        await using var transaction = await connection.BeginTransactionAsync(stoppingToken);
        var (rows, isCut) = await ReadAsync(connection, stoppingToken);
        if (rows.Count == 0)
            return false;
        _alone = Math.Max(0, _alone - 1);
        var refused = rows.Where(row => row.Message is null).Select(row => new Refusal(row.Id, "Its bytes are damaged.", MayPass: false)).ToList();
        var readable = rows.Where(row => row.Message is not null).ToList();
        try
        {
            refused.AddRange(await DeliverAsync(readable, stoppingToken));
        }
        catch (RpcException exception) when (IsAboutRows(exception) && readable.Count > 1)
        {
            OutboxLog.NotRelayed(logger, exception);
            _alone = rows.Count;
            return true;
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.InvalidArgument)
        {
            var reason = FaultStatus.ReadDetails(exception)?.GetDetail<ErrorInfo>()?.Reason ?? "";
            refused.Add(new Refusal(readable[0].Id, exception.Status.Detail, OutboxRefusal.Passes(reason, "")));
        }
        catch (RpcException exception) when (IsAboutRows(exception))
        {
            OutboxLog.CoolsDown(logger, exception, readable[0].Id, Cooldown);
            _cooling[readable[0].Id] = time.GetTimestamp();
            return true;
        }
        await ExecuteAsync("DELETE FROM outbox WHERE outbox_id = ANY($1)", rows.Select(row => row.Id).Except(refused.Select(row => row.Id)).ToArray());
        foreach (var (id, reason, mayPass) in refused)
        {
            var delay = options.Value.RetryInterval;
            if (mayPass)
                OutboxLog.Postponed(logger, id, delay, reason);
            else
                OutboxLog.Refused(logger, id, reason);
            metrics.Refused(mayPass);
            await ExecuteAsync(
                """
                UPDATE outbox SET refuse_reason = $2, refuse_time = coalesce(refuse_time, $3),
                    retry_time = CASE WHEN $4 THEN clock_timestamp() + $5 END
                WHERE outbox_id = $1
                """,
                id, reason, shopClock.GetUtcNow().ToStoredPrecision(), mayPass, delay);
        }
        await transaction.CommitAsync(stoppingToken);
        return isCut || _alone > 0;

        async Task ExecuteAsync(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            foreach (var value in values)
                command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync(stoppingToken);
        }
    }

    /// <summary>The next rows, locked; one after a batch was refused as a whole, to isolate the failure. Null is what cannot be read.</summary>
    async Task<(List<(long Id, TMessage? Message)> Rows, bool IsCut)> ReadAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (var (id, since) in _cooling)
        {
            if (time.GetElapsedTime(since) > Cooldown)
                _cooling.Remove(id);
        }
        await using var command = new NpgsqlCommand(
            """
            SELECT outbox_id, derived_event FROM outbox WHERE refuse_reason IS NULL AND outbox_id <> ALL ($2)
            ORDER BY outbox_id LIMIT $1 FOR UPDATE SKIP LOCKED
            """,
            connection)
        {
            Parameters = { new() { Value = _alone > 0 ? 1 : BatchRows }, new() { Value = _cooling.Keys.ToArray() } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(long, TMessage?)>();
        var bytes = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            var payload = reader.GetFieldValue<byte[]>(1);
            bytes += payload.Length;
            if (rows.Count > 0 && bytes > BatchBytes)
                return (rows, true);
            rows.Add((reader.GetInt64(0), Parse(payload)));
        }
        return (rows, rows.Count == BatchRows);
    }

    TMessage? Parse(byte[] payload)
    {
        try
        {
            return destination.Parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <returns>Those that are refused. All others are taken.</returns>
    async Task<IEnumerable<Refusal>> DeliverAsync(
        List<(long Id, TMessage? Message)> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return [];
        // The answer must come while the locks hold: the database ends idle transactions after 5 s.
        var deadline = time.GetUtcNow().UtcDateTime + AnswerTimeout;
        var refused = await destination.DeliverAsync(rows.ConvertAll(row => row.Message!), deadline, cancellationToken);
        return refused.Select(refusal => new Refusal(rows[refusal.Index].Id, refusal.Reason, refusal.MayPass));
    }

    static bool IsAboutRows(RpcException exception) => !PeerUnavailability.IsAboutNoRecord(exception)
        && exception.StatusCode is StatusCode.InvalidArgument or StatusCode.Internal or StatusCode.Unknown;

    readonly record struct Refusal(long Id, string Reason, bool MayPass);
}
