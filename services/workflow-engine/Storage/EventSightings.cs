using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.Templates;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>
/// When events that flows live on were last seen in each shop, to the hour: for whoever installs a flow, not for decisions. Costs a
/// look at memory for each event and a row for each name and hour.
/// </summary>
sealed class EventSightings
{
    static readonly TimeSpan s_step = TimeSpan.FromHours(1);

    // By shop and name; bounded by the shops and the names that flows need.
    readonly Dictionary<(string ShopId, string Name), DateTimeOffset> _written = [];
    readonly Dictionary<(string ShopId, string Name), DateTimeOffset> _new = [];

    public void Note(LoggedEvent logged)
    {
        if (logged.Event is not { } @event || !ShopperEvents.TryRead(@event, out var name, out _) || !WorkflowTemplates.Events.Contains(name))
            return;
        var (key, time) = ((logged.ShopId, name), logged.LogTime.ToDateTimeOffset());
        if (time - _written.GetValueOrDefault(key) >= s_step)
            _new[key] = _written[key] = time;
    }

    /// <summary>Writes what is new. What is lost with a transaction that is undone comes again an hour later.</summary>
    public async Task SaveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_new.Count == 0)
            return;
        // Partitions are written side by side: in one order nobody waits for somebody who waits for them.
        var rows = _new.OrderBy(pair => pair.Key.ShopId, StringComparer.Ordinal).ThenBy(pair => pair.Key.Name, StringComparer.Ordinal).ToList();
        _new.Clear();
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO event_sightings AS s (shop_id, event_name, log_time) SELECT * FROM unnest($1, $2, $3)
            ON CONFLICT (shop_id, event_name) DO UPDATE SET log_time = greatest(s.log_time, excluded.log_time)
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = rows.Select(row => row.Key.ShopId).ToArray() },
                new() { Value = rows.Select(row => row.Key.Name).ToArray() },
                new() { Value = rows.Select(row => row.Value).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The last of each name.</summary>
    public static async Task<Dictionary<string, DateTimeOffset>> ReadAsync(NpgsqlDataSource database, string shopId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT event_name, log_time FROM event_sightings WHERE shop_id = $1");
        command.Parameters.Add(new() { Value = shopId });
        var seen = new Dictionary<string, DateTimeOffset>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            seen[reader.GetString(0)] = reader.GetFieldValue<DateTimeOffset>(1);
        return seen;
    }
}
