using Automation.Commerce.V1;
using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Segmentation.Storage;

/// <summary>How the customers of a shop compare, as a partition of the log says.</summary>
/// <param name="Sequence">Of the control record.</param>
/// <param name="Comparison">What it says.</param>
/// <param name="JudgedAfter">Shoppers behind this one are still to be judged by it; null: none.</param>
/// <param name="JudgedSequence">Of the record that judged the last of them.</param>
sealed record ShopCohort(long Sequence, CohortComputed Comparison, Guid? JudgedAfter, long JudgedSequence)
{
    /// <summary>Whether a shopper's memberships may still be those of the comparison before.</summary>
    public bool LeavesOut(Guid shopperId) => JudgedAfter is { } after && shopperId.CompareTo(after) > 0;
}

/// <summary>Table <c>shop_cohorts</c>.</summary>
static class CohortTable
{
    const string Select = "SELECT partition, shop_id, sequence, cohort, judged_after, judged_sequence FROM shop_cohorts";

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
    public static async Task<bool> WriteAsync(
        NpgsqlConnection connection, LoggedEvent logged, ShopCohort cohort, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO shop_cohorts (partition, shop_id, sequence, cohort, judged_after, judged_sequence, tell_time) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (shop_id, partition) DO UPDATE SET
                sequence = excluded.sequence, cohort = excluded.cohort, judged_after = excluded.judged_after,
                judged_sequence = excluded.judged_sequence, tell_time = excluded.tell_time
            WHERE shop_cohorts.sequence < excluded.sequence
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = (short)logged.Partition }, new() { Value = logged.ShopId }, new() { Value = cohort.Sequence },
                new() { Value = cohort.Comparison.ToByteArray() }, new() { Value = (object?)cohort.JudgedAfter ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = cohort.JudgedSequence }, new() { Value = logged.LogTime.ToDateTimeOffset() },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Notes up to whom the shoppers of a shop have been judged.</summary>
    public static async Task AdvanceAsync(
        NpgsqlConnection connection, int partition, string shopId, ShopCohort cohort, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "UPDATE shop_cohorts SET judged_after = $3, judged_sequence = $4 WHERE partition = $1 AND shop_id = $2", connection)
        {
            Parameters =
            {
                new() { Value = (short)partition }, new() { Value = shopId }, new() { Value = (object?)cohort.JudgedAfter ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = cohort.JudgedSequence },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
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
            rows.Add((reader.GetInt16(0), reader.GetString(1), new ShopCohort(
                reader.GetInt64(2), comparison, reader.IsDBNull(4) ? null : reader.GetGuid(4), reader.GetInt64(5))));
        }
        return rows;
    }
}
