using Automation.Commerce.V1;
using Google.Protobuf;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>How the customers of a shop compare, as a partition of the log says.</summary>
/// <param name="Sequence">Of the control record.</param>
/// <param name="Comparison">What it says.</param>
sealed record ShopCohort(long Sequence, CohortComputed Comparison);

/// <summary>Table <c>shop_cohorts</c>.</summary>
static class CohortTable
{
    const string Select = "SELECT partition, shop_id, sequence, cohort FROM shop_cohorts";

    /// <summary>Those of a partition, by shop.</summary>
    public static async Task<Dictionary<string, ShopCohort>> ReadPartitionAsync(
        NpgsqlConnection connection, int partition, CancellationToken cancellationToken) =>
        (await ReadAsync(connection, $"{Select} WHERE partition = $1", (short)partition, cancellationToken))
        .ToDictionary(row => row.ShopId, row => row.Cohort);

    /// <summary>Those of a shop, by partition.</summary>
    public static async Task<Dictionary<int, ShopCohort>> ReadShopAsync(
        NpgsqlConnection connection, string shopId, CancellationToken cancellationToken) =>
        (await ReadAsync(connection, $"{Select} WHERE shop_id = $1", shopId, cancellationToken))
        .ToDictionary(row => row.Partition, row => row.Cohort);

    /// <summary>Keeps what a control record says, unless a later one has come.</summary>
    /// <returns>Whether it is kept.</returns>
    public static async Task<bool> WriteAsync(NpgsqlConnection connection, LoggedEvent logged, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO shop_cohorts (partition, shop_id, sequence, cohort) VALUES ($1, $2, $3, $4)
            ON CONFLICT (shop_id, partition) DO UPDATE SET sequence = excluded.sequence, cohort = excluded.cohort
            WHERE shop_cohorts.sequence < excluded.sequence
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = (short)logged.Partition }, new() { Value = logged.ShopId }, new() { Value = logged.Sequence },
                new() { Value = logged.Control.CohortComputed.ToByteArray() },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    static async Task<List<(int Partition, string ShopId, ShopCohort Cohort)>> ReadAsync(
        NpgsqlConnection connection, string sql, object of, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = of } } };
        var rows = new List<(int, string, ShopCohort)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var comparison = CohortComputed.Parser.ParseFrom(reader.GetFieldValue<byte[]>(3));
            rows.Add((reader.GetInt16(0), reader.GetString(1), new ShopCohort(reader.GetInt64(2), comparison)));
        }
        return rows;
    }
}
