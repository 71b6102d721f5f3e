using Automation.Commerce.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Requests;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Recommendations.Storage;

/// <summary>
/// Table <c>stock_requests</c>. The owner of the shopper's partition begins and ends a request; the owner of the product's notes that its
/// shopper was told, and passes by a row that the other one is writing, so that the two never wait for each other in a circle.
/// </summary>
sealed class StockRequestTable(NpgsqlDataSource database)
{
    static readonly string s_end =
        $"""
        DELETE FROM stock_requests r USING unnest($1, $2, $3, $4, $5, $6) AS e ({StockRequestColumns.Key.Names}, bought)
        WHERE (r.partition, r.shop_id, r.product_id, r.shopper_id) = (e.partition, e.shop_id, e.product_id, e.shopper_id)
          AND (e.variant_id = '' OR r.variant_id = e.variant_id OR (e.bought AND r.variant_id = ''))
        """;

    static readonly string s_begin =
        $"{StockRequestColumns.All.Insert} ON CONFLICT ({StockRequestColumns.Key.Names}) DO UPDATE SET channel = excluded.channel";

    // Materialized: in a join it may be looked for again for each row, and takes others each time.
    const string Take = """
        WITH t AS MATERIALIZED (
            SELECT partition, shopper_id, variant_id FROM stock_requests
            WHERE shop_id = $1 AND product_id = $2 AND told_restock IS DISTINCT FROM $3 AND request_microseconds >= $4
            ORDER BY request_microseconds, shopper_id, variant_id LIMIT $5 FOR UPDATE SKIP LOCKED)
        UPDATE stock_requests r SET told_restock = $3 FROM t
        WHERE r.shop_id = $1 AND r.product_id = $2 AND (r.partition, r.shopper_id, r.variant_id) = (t.partition, t.shopper_id, t.variant_id)
        RETURNING r.shopper_id, r.variant_id, r.channel, r.request_microseconds
        """;

    // Locks nothing, so it sees whom the other one passed by.
    const string Left = """
        SELECT EXISTS (
            SELECT FROM stock_requests
            WHERE shop_id = $1 AND product_id = $2 AND told_restock IS DISTINCT FROM $3 AND request_microseconds >= $4)
        """;

    /// <summary>Who waits no longer; comes before <see cref="BeginCommand"/>.</summary>
    public static NpgsqlBatchCommand EndCommand(IReadOnlyCollection<RequestEnd> ended)
    {
        var command = new NpgsqlBatchCommand(s_end);
        StockRequestColumns.Key.AddArrays(command.Parameters, [.. ended.Select(end => KeyValuePair.Create(end.Key, default(StockRequest)))]);
        command.Parameters.Add(new() { Value = ended.Select(end => end.IsBought).ToArray() });
        return command;
    }

    /// <summary>Who waits from now on, or waits already.</summary>
    public static NpgsqlBatchCommand BeginCommand(IReadOnlyDictionary<RequestKey, StockRequest> begun)
    {
        var command = new NpgsqlBatchCommand(s_begin);
        StockRequestColumns.All.AddArrays(command.Parameters, begun);
        return command;
    }

    /// <summary>
    /// Takes the oldest of those who wait for a product and were not told of this return, and asks whether that leaves anybody; the answers
    /// go to <see cref="ReadTurnAsync"/>.
    /// </summary>
    public static void AddTurn(NpgsqlBatch batch, ProductKey product, DateTimeOffset backTime, DateTimeOffset askedSince, int count)
    {
        NpgsqlBatchCommand take = new(Take), left = new(Left);
        foreach (var command in new[] { take, left })
        {
            command.Parameters.Add(new() { Value = product.ShopId });
            command.Parameters.Add(new() { Value = product.ProductId });
            command.Parameters.Add(new() { Value = backTime });
            command.Parameters.Add(new() { Value = (askedSince - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond });
            batch.BatchCommands.Add(command);
        }
        take.Parameters.Add(new() { Value = count });
    }

    /// <summary>Whose turn it was, and whether anybody is left; passes on to the next command's answer.</summary>
    public static async Task<RequestTurn> ReadTurnAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var taken = await ReadTakenAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var isAnybodyLeft = reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken);
        return new(taken, isAnybodyLeft);
    }

    static async Task<List<TakenRequest>> ReadTakenAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var taken = new List<TakenRequest>();
        while (await reader.ReadAsync(cancellationToken))
            taken.Add(new(reader.GetGuid(0), reader.GetString(1), (Channel)reader.GetInt16(2), reader.GetInt64(3)));
        // An update answers in no order.
        return [.. taken.OrderBy(request => request.Microseconds).ThenBy(request => request.ShopperId).ThenBy(request => request.VariantId, StringComparer.Ordinal)];
    }

    /// <summary>Drops some of the requests from before an instant; passes by what a follower is writing.</summary>
    /// <returns>How many went.</returns>
    public async Task<int> PruneAsync(DateTimeOffset before, int portion, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            DELETE FROM stock_requests WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM stock_requests WHERE request_microseconds < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
            """);
        command.Parameters.Add(new() { Value = (before - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = portion });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
