using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Progress;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>
/// What is still to be sent, for the progress service. A deferred message counts by its due time; one that may be sent
/// already is open whatever instant is asked about.
/// </summary>
sealed class OpenMessages(NpgsqlDataSource database, [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock) : IOpenWork
{
    public string Kind => "message";

    public async Task<(long OpenCount, DateTimeOffset? NextDueTime)> MeasureAsync(
        DateTimeOffset dueBy, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            SELECT
                (SELECT count(*) FROM messages WHERE state IN {StoredStates.Waiting} AND due_time <= $1)
                    + (SELECT count(*) FROM messages WHERE state = {StoredStates.Sending}),
                (SELECT min(due_time) FROM messages WHERE state IN {StoredStates.Waiting} AND due_time > $1)
            """);
        var now = shopClock.GetUtcNow();
        command.Parameters.Add(new() { Value = (dueBy > now ? dueBy : now).ToUniversalTime() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }
}
