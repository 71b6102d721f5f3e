using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Progress;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Automation.ServiceDefaults.Outbox;

/// <summary>
/// Brings outbox rows to ingestion. Rows are locked while they are under way, so replicas share the work; a repeat
/// after a lost answer is a duplicate there.
/// </summary>
sealed partial class OutboxRelay(
    Outbox outbox,
    NpgsqlDataSource database,
    DerivedEventService.DerivedEventServiceClient ingestion,
    TimeProvider time,
    ILogger<OutboxRelay> logger) : BackgroundService, IOpenWork
{
    // 200 events of at most 2 KB (settlements, consents) stay below ingestion's 500 KB.
    const int BatchRows = 200;
    const int BatchBytes = 400_000;
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // What is found out in this time goes back together: an append for each would cost more than all that follows from it.
    static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(3);

    public string Kind => "outbox";

    public async Task<(long OpenCount, DateTimeOffset? NextDueTime)> MeasureAsync(
        DateTimeOffset dueBy, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM outbox WHERE refuse_reason IS NULL");
        return ((long)(await command.ExecuteScalarAsync(cancellationToken))!, null);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await outbox.Work.WaitAsync(Look, stoppingToken))
                    await Task.Delay(Gather, time, stoppingToken);
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
                NotRelayed(logger, exception);
                var seconds = Math.Min(5, 0.1 * Math.Pow(2, failures++)) * (0.5 + Random.Shared.NextDouble() / 2);
                await Task.Delay(TimeSpan.FromSeconds(seconds), time, CancellationToken.None);
            }
        }
    }

    /// <returns>Whether there may be more.</returns>
    async Task<bool> RelayAsync(CancellationToken stoppingToken)
    {
        await using var connection = await database.OpenConnectionAsync(stoppingToken);
        await using var transaction = await connection.BeginTransactionAsync(stoppingToken);
        var ids = new List<long>();
        var request = new RecordDerivedEventsRequest();
        var bytes = 0;
        await using (var command = new NpgsqlCommand(
            $"SELECT outbox_id, derived_event FROM outbox WHERE refuse_reason IS NULL ORDER BY outbox_id LIMIT {BatchRows} FOR UPDATE SKIP LOCKED",
            connection, transaction))
        await using (var reader = await command.ExecuteReaderAsync(stoppingToken))
        {
            while (await reader.ReadAsync(stoppingToken))
            {
                var payload = reader.GetFieldValue<byte[]>(1);
                if (ids.Count > 0 && (bytes += payload.Length) > BatchBytes)
                    break;
                ids.Add(reader.GetInt64(0));
                request.Events.Add(DerivedEvent.Parser.ParseFrom(payload));
            }
        }
        if (ids.Count == 0)
            return false;
        // The answer must come while the locks hold: the database ends idle transactions after 5 s.
        var deadline = time.GetUtcNow().UtcDateTime + AnswerPatience;
        var response = await ingestion.RecordDerivedEventsAsync(
            request, new CallOptions(deadline: deadline, cancellationToken: stoppingToken));
        var acked = ids.Where((_, index) => response.Outcomes[index] is not Outcome.Rejected).ToArray();
        await ExecuteAsync("DELETE FROM outbox WHERE outbox_id = ANY($1)", acked);
        foreach (var (index, rejection) in response.Rejections)
        {
            Refused(logger, request.Events[index].Event.EventId, rejection.Reason, rejection.Field, rejection.Detail);
            await ExecuteAsync(
                "UPDATE outbox SET refuse_reason = $2 WHERE outbox_id = $1", ids[index], $"{rejection.Reason} {rejection.Field}: {rejection.Detail}");
        }
        await transaction.CommitAsync(stoppingToken);
        return ids.Count == BatchRows || bytes > BatchBytes;

        async Task ExecuteAsync(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            foreach (var value in values)
                command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync(stoppingToken);
        }
    }

    [LoggerMessage(150, LogLevel.Warning, "Outbox rows could not be brought to ingestion; they will be repeated.")]
    static partial void NotRelayed(ILogger logger, Exception exception);

    [LoggerMessage(151, LogLevel.Error, "Ingestion refused derived event {EventId} for good: {Reason} {Field}: {Detail}")]
    static partial void Refused(ILogger logger, string eventId, string reason, string field, string detail);
}
