using Automation.EventLog.Following;
using Automation.ServiceDefaults.Progress;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Recommendations.Storage;

/// <summary>Tells ProgressService of the waves that are due: of prices one for each partition, of stock one for each product.</summary>
sealed class OfferWork(NpgsqlDataSource database) : IOpenWork
{
    static readonly string s_measure =
        $"""
        WITH c AS (
            SELECT p.partition, coalesce(c.wave_time, 'epoch') AS wave_time, coalesce(c.shop_id, '') AS shop_id, coalesce(c.after_shopper, $2) AS after_shopper
            FROM generate_series(0, {Partitions.Count - 1}) AS p (partition) LEFT JOIN price_wave_cursors c ON c.partition = p.partition)
        SELECT
            (SELECT count(*) FROM c CROSS JOIN (
                SELECT DISTINCT wave_time, shop_id FROM watched_products
                WHERE wave_time <= $1 - interval '1 hour' AND wave_time >= (SELECT min(wave_time) FROM c)) w
             WHERE (w.wave_time, w.shop_id) > (c.wave_time, c.shop_id)
                OR ((w.wave_time, w.shop_id) = (c.wave_time, c.shop_id) AND c.after_shopper <> $2))
            + (SELECT count(*) FROM watched_products WHERE next_wave_time <= $1),
            least(
                (SELECT min(wave_time) + interval '1 hour' FROM watched_products WHERE wave_time > $1 - interval '1 hour'),
                (SELECT min(next_wave_time) FROM watched_products WHERE next_wave_time > $1))
        """;

    public string Kind => "timer";

    public async Task<(long OpenCount, DateTimeOffset? NextDueTime)> MeasureAsync(DateTimeOffset dueBy, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(s_measure);
        command.Parameters.Add(new() { Value = dueBy.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = Guid.AllBitsSet });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }
}
