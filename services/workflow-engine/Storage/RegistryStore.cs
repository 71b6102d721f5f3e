using System.Collections.Frozen;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Reads what the registry is made of.</summary>
static class RegistryStore
{
    public static async Task<long> CounterAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT counter FROM catalog_changes", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Shops whose marketing is stopped; as of the counter or later.</summary>
    public static async Task<FrozenSet<string>> StoppedMarketingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT shop_id FROM stopped_marketing", connection);
        var shops = new HashSet<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            shops.Add(reader.GetString(0));
        return shops.ToFrozenSet();
    }

    /// <summary>Everything ever activated, in one statement and so of one moment. No definition: its bytes are damaged.</summary>
    public static async Task<(long Counter, IReadOnlyList<ActivationTimeline> Timelines,
        IReadOnlyList<(WorkflowVersion Version, WorkflowDefinition? Definition)> Definitions)> LoadAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT c.counter, a.shop_id, a.workflow_id, a.version, a.heads, v.definition, a.paused
            FROM catalog_changes c
            LEFT JOIN activations a ON true
            LEFT JOIN workflow_versions v USING (shop_id, workflow_id, version)
            ORDER BY a.shop_id, a.workflow_id, a.number
            """,
            connection);
        var counter = 0L;
        var activations = new List<(string ShopId, string WorkflowId, Activation Activation)>();
        var definitions = new Dictionary<WorkflowVersion, WorkflowDefinition?>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            counter = reader.GetInt64(0);
            if (await reader.IsDBNullAsync(1, cancellationToken))
                continue;
            var version = new WorkflowVersion(reader.GetString(1), reader.GetString(2), reader.GetInt32(3));
            activations.Add((version.ShopId, version.WorkflowId, new Activation(version.Version, reader.GetFieldValue<long[]>(4), reader.GetBoolean(6))));
            if (version.Version > 0 && !definitions.ContainsKey(version))
                definitions[version] = StoredDefinition.Read(reader.GetFieldValue<byte[]>(5));
        }
        var timelines = activations
            .GroupBy(row => (row.ShopId, row.WorkflowId), row => row.Activation)
            .Select(group => new ActivationTimeline(group.Key.ShopId, group.Key.WorkflowId, group.ToList()))
            .ToList();
        return (counter, timelines, definitions.Select(pair => (pair.Key, pair.Value)).ToList());
    }
}
