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

    /// <summary>Writes rows into the open transaction of a connection. An event id that is there already is the same event.</summary>
    public static async Task AddAsync(
        NpgsqlConnection connection, IReadOnlyList<OutboxRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return;
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO outbox (shop_id, event_id, derived_event) SELECT * FROM unnest($1, $2, $3)
            ON CONFLICT (shop_id, event_id) DO NOTHING
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
