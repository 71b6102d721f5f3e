using Automation.ServiceDefaults;
using Google.Protobuf;
using Npgsql;

namespace Automation.EventLog.Outbox;

/// <summary>A message on its way out.</summary>
/// <param name="ShopId">Whose shop.</param>
/// <param name="EventId">Unique within the shop: a row with the same is the same message.</param>
/// <param name="Message">What is delivered.</param>
public readonly record struct OutboxRow(string ShopId, string EventId, IMessage Message);

/// <summary>
/// The way back in: what a service finds out is written in the transaction of the state it comes from, and
/// repeated until its destination has answered after its own commit.
/// </summary>
public sealed class Outbox
{
    internal Signal Work { get; } = new();

    /// <summary>
    /// Writes rows into the open transaction of a connection. An event id that is there already is the same event; one that was refused
    /// is said anew by it, and goes out again.
    /// </summary>
    public static async Task AddAsync(
        NpgsqlConnection connection, IReadOnlyList<OutboxRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return;
        await using var command = new NpgsqlCommand(
            """
            WITH said AS MATERIALIZED (
                SELECT * FROM unnest($1, $2, $3) AS said (shop_id, event_id, derived_event)
            ), added AS (
                INSERT INTO outbox (shop_id, event_id, derived_event) SELECT * FROM said
                ON CONFLICT (shop_id, event_id) DO NOTHING
            )
            UPDATE outbox SET derived_event = said.derived_event, refuse_reason = NULL, retry_time = NULL FROM said
            WHERE (outbox.shop_id, outbox.event_id) = (said.shop_id, said.event_id) AND outbox.refuse_reason IS NOT NULL
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = rows.Select(row => row.ShopId).ToArray() },
                new() { Value = rows.Select(row => row.EventId).ToArray() },
                new() { Value = rows.Select(row => row.Message.ToByteArray()).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Call after the commit: the relay need not wait for its next poll.</summary>
    public void Wake() => Work.Set();
}
