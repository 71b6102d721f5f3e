using Automation.ChannelDelivery.Sending;
using Automation.ServiceDefaults.Database.Pruning;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>What delivery forgets: messages long after their end. Opt-outs and refused addresses are kept for ever.</summary>
static class ForgottenMessages
{
    static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    const string Delete = """
        WITH old AS MATERIALIZED (
            SELECT shop_id, message_id FROM messages WHERE settle_time < $1 ORDER BY settle_time LIMIT $2 FOR UPDATE SKIP LOCKED
        ), decisions AS (
            DELETE FROM message_decisions USING old
            WHERE (message_decisions.shop_id, message_decisions.message_id) = (old.shop_id, old.message_id)
        )
        DELETE FROM messages USING old WHERE (messages.shop_id, messages.message_id) = (old.shop_id, old.message_id)
        """;

    public static PruningPlan Plan(NpgsqlDataSource database, SendingOptions options) => new(
        s_interval,
        [
            new PrunedTable("messages", options.MessageRetention, async (before, portion, cancellationToken) =>
            {
                await using var command = database.CreateCommand(Delete);
                command.Parameters.Add(new() { Value = before });
                command.Parameters.Add(new() { Value = portion });
                return await command.ExecuteNonQueryAsync(cancellationToken);
            }),
        ]);
}
