using Automation.Recommendations.Offers;
using Automation.Recommendations.Waves;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Recommendations.Storage;

/// <summary>
/// Tables <c>price_waves</c> and <c>price_wave_cursors</c>: what is told in which hour, and how far each partition's owner has told it.
/// </summary>
sealed class PriceWaveTable(NpgsqlDataSource database)
{
    const string Next = """
        SELECT wave_time, shop_id FROM watched_products
        WHERE (wave_time, shop_id) > ($1, $2) AND wave_time < $3 ORDER BY wave_time, shop_id LIMIT 1
        """;

    // Once for all partitions: they must not differ about it. Who comes second waits for the first, who waits for nobody then.
    const string Begin = """
        INSERT INTO price_waves (shop_id, wave_time, held)
        SELECT $1, $2, d.dropped > $3 AND d.dropped > $4 * p.sold
        FROM (SELECT count(*) AS dropped FROM watched_products WHERE shop_id = $1 AND wave_time > $2 - interval '24 hours' AND wave_time <= $2) d,
             (SELECT count(*) AS sold FROM watched_products WHERE shop_id = $1 AND price_micros IS NOT NULL) p
        WHERE NOT EXISTS (SELECT FROM price_waves WHERE shop_id = $1 AND wave_time = $2)
        ON CONFLICT (shop_id, wave_time) DO NOTHING
        """;

    static readonly string s_page =
        $"""
        SELECT {InterestColumns.Known.NamesOf("i")}, i.shopper_id, i.product_id, i.told_day, i.told_micros,
            w.price_micros, w.currency, w.former_micros, w.drop_time
        FROM watched_products w
        JOIN interests i ON i.partition = $1 AND i.shop_id = w.shop_id AND i.product_id = w.product_id
        WHERE w.shop_id = $2 AND w.wave_time = $3 AND w.sellable AND i.shopper_id > $4
        ORDER BY i.shopper_id, i.product_id LIMIT $5
        """;

    public static async Task<WaveCursor> CursorAsync(NpgsqlConnection connection, int partition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT wave_time, shop_id, after_shopper FROM price_wave_cursors WHERE partition = $1", connection)
        {
            Parameters = { new() { Value = (short)partition } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetGuid(2))
            : WaveCursor.Start;
    }

    /// <summary>The first wave behind a cursor that ended by an instant; null: there is none.</summary>
    public static async Task<WaveCursor?> NextAsync(
        NpgsqlConnection connection, WaveCursor cursor, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Next, connection)
        {
            Parameters = { new() { Value = cursor.WaveTime }, new() { Value = cursor.ShopId }, new() { Value = until } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new WaveCursor(reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), Guid.Empty)
            : null;
    }

    /// <summary>Begins a wave unless it is begun.</summary>
    /// <returns>Whether this began it, and whether it waits for a person.</returns>
    public static async Task<(bool IsNew, bool IsHeld)> BeginAsync(
        NpgsqlConnection connection, WaveCursor wave, OfferOptions options, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(Begin)
                {
                    Parameters =
                    {
                        new() { Value = wave.ShopId }, new() { Value = wave.WaveTime }, new() { Value = options.CatalogFloor },
                        new() { Value = options.CatalogShare },
                    },
                },
                new("SELECT held FROM price_waves WHERE shop_id = $1 AND wave_time = $2")
                {
                    Parameters = { new() { Value = wave.ShopId }, new() { Value = wave.WaveTime } },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var isHeld = reader.GetBoolean(0);
        return (batch.BatchCommands[0].RecordsAffected > 0, isHeld);
    }

    /// <summary>The next shoppers of a partition who may be told of a wave's products, each with all of them; by shopper.</summary>
    /// <param name="connection">In the transaction.</param>
    /// <param name="partition">The shoppers'.</param>
    /// <param name="cursor">The wave, and behind whom.</param>
    /// <param name="rows">About so many products of shoppers.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<WavePage> ReadPageAsync(
        NpgsqlConnection connection, int partition, WaveCursor cursor, int rows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_page, connection)
        {
            Parameters =
            {
                new() { Value = (short)partition },
                new() { Value = cursor.ShopId },
                new() { Value = cursor.WaveTime },
                new() { Value = cursor.AfterShopper },
                new() { Value = rows },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var known = InterestColumns.Known.Of(reader);
        var first = InterestColumns.Known.Count;
        var found = new List<(Guid, OfferedProduct)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var currency = reader.GetString(first + 5);
            (DateOnly, long)? told = await reader.IsDBNullAsync(first + 2, cancellationToken)
                ? null
                : (reader.GetFieldValue<DateOnly>(first + 2), reader.GetInt64(first + 3));
            found.Add((
                reader.GetGuid(first),
                new OfferedProduct(
                    reader.GetString(first + 1), new(reader.GetInt64(first + 4), currency), new(reader.GetInt64(first + 6), currency),
                    reader.GetFieldValue<DateTimeOffset>(first + 7), InterestTable.Read(known), told)));
        }
        return WavePage.Of(found, rows);
    }

    public static NpgsqlBatchCommand MoveCommand(int partition, WaveCursor cursor) => new(
        """
        INSERT INTO price_wave_cursors (partition, wave_time, shop_id, after_shopper) VALUES ($1, $2, $3, $4)
        ON CONFLICT (partition) DO UPDATE SET wave_time = excluded.wave_time, shop_id = excluded.shop_id, after_shopper = excluded.after_shopper
        """)
    {
        Parameters =
        {
            new() { Value = (short)partition }, new() { Value = cursor.WaveTime }, new() { Value = cursor.ShopId }, new() { Value = cursor.AfterShopper },
        },
    };

    /// <summary>Has what a held wave held back told with the hour of an instant.</summary>
    /// <returns>How many products; 0 when it is not held. Null: there is no such wave.</returns>
    public async Task<int?> ReleaseAsync(string shopId, DateTimeOffset waveTime, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            WITH known AS (SELECT held FROM price_waves WHERE shop_id = $1 AND wave_time = $2 FOR UPDATE),
            settled AS (UPDATE price_waves SET held = false WHERE shop_id = $1 AND wave_time = $2 AND held RETURNING 1),
            next AS (
                INSERT INTO price_waves (shop_id, wave_time, held) SELECT $1, $3, false FROM settled
                ON CONFLICT (shop_id, wave_time) DO UPDATE SET held = false RETURNING 1),
            locked AS MATERIALIZED (
                SELECT product_id FROM watched_products
                WHERE shop_id = $1 AND wave_time = $2 AND EXISTS (SELECT FROM settled) ORDER BY product_id FOR UPDATE),
            released AS (
                UPDATE watched_products w SET due_time = $4, wave_time = $3 FROM locked l
                WHERE w.shop_id = $1 AND w.product_id = l.product_id AND w.wave_time = $2 RETURNING 1)
            SELECT (SELECT count(*) FROM released)::int FROM known
            """);
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = waveTime });
        command.Parameters.Add(new() { Value = WaveHours.Of(now) });
        command.Parameters.Add(new() { Value = now.ToUniversalTime() });
        return (int?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Drops some of the waves from before an instant.</summary>
    /// <returns>How many went.</returns>
    public async Task<int> PruneAsync(DateTimeOffset before, int portion, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "DELETE FROM price_waves WHERE ctid = ANY(ARRAY(SELECT ctid FROM price_waves WHERE wave_time < $1 LIMIT $2))");
        command.Parameters.Add(new() { Value = before.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = portion });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
