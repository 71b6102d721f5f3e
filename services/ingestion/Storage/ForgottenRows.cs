using Automation.ServiceDefaults.Database.Pruning;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <summary>What ingestion forgets: event ids that are older than any retry, who held carts that nobody touches any more, and whose devices were.</summary>
static class ForgottenRows
{
    public static PruningPlan Plan(NpgsqlDataSource database, IngestionOptions options) => new(
        options.PruneInterval,
        [
            LoggedBefore(database, "event_keys", options.KeyRetention),
            LoggedBefore(database, "cart_holders", options.CartRetention),
            LoggedBefore(database, "cart_orders", options.CartRetention),
            LoggedBefore(database, "former_device_owners", Limits.FormerOwners),
        ]);

    static PrunedTable LoggedBefore(NpgsqlDataSource database, string table, TimeSpan retention)
    {
        var delete = $"""
            DELETE FROM {table} WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM {table} WHERE log_time < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
            """;
        return new(table, retention, async (before, portion, cancellationToken) =>
        {
            await using var command = database.CreateCommand(delete);
            command.Parameters.Add(new() { Value = before });
            command.Parameters.Add(new() { Value = portion });
            return await command.ExecuteNonQueryAsync(cancellationToken);
        });
    }
}
