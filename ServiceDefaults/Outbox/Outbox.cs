using Automation.Ingestion.V1;
using Google.Protobuf;
using Npgsql;

namespace Automation.ServiceDefaults.Outbox;

/// <summary>
/// The way back in: what a service finds out is written in the transaction of the state it comes from, and
/// repeated until ingestion has answered after its own commit.
/// </summary>
public sealed class Outbox
{
    internal Signal Work { get; } = new();

    /// <summary>Writes events into the open transaction of a connection. An event id that is there already is the same event.</summary>
    public static async Task AddAsync(
        NpgsqlConnection connection, IReadOnlyList<DerivedEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
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
                new() { Value = events.Select(derived => derived.ShopId).ToArray() },
                new() { Value = events.Select(derived => derived.Event.EventId).ToArray() },
                new() { Value = events.Select(derived => derived.ToByteArray()).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Call after the commit: the relay need not wait for its next look.</summary>
    public void Wake() => Work.Set();
}
