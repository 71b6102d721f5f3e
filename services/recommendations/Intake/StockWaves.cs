using Automation.Ingestion.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Offers;
using Automation.Recommendations.Requests;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Waves;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.Recommendations.Intake;

/// <summary>Tells those who wait for products of a partition that they are back: so many at a time as there is stock for, the oldest request first.</summary>
sealed class StockWaves(IOptions<OfferOptions> options)
{
    const int MaxProducts = 20;

    /// <summary>Tells the next people of what is due, and writes all of it but the events.</summary>
    /// <param name="connection">In the transaction that the products' owner is fenced by.</param>
    /// <param name="partition">The products'.</param>
    /// <param name="due">Moves on.</param>
    /// <param name="ready">Up to which instant everything is known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<DerivedEvent>> TellAsync(
        NpgsqlConnection connection, int partition, PartitionDue due, DateTimeOffset ready, CancellationToken cancellationToken)
    {
        var products = await WatchedProductTable.ReadDueAsync(connection, partition, ready, MaxProducts, cancellationToken);
        var turns = await TakeAsync(connection, products, ready, cancellationToken);
        var events = new List<DerivedEvent>();
        var changed = new Dictionary<ProductKey, WatchedProduct>();
        foreach (var shop in products.GroupBy(product => product.Key.ShopId))
        {
            var ids = shop.Where(product => turns[product.Key].Taken.Count > 0).Select(product => product.Key.ProductId).ToList();
            var catalog = ids.Count == 0 ? [] : await ProductTable.ReadAsync(connection, shop.Key, ids, cancellationToken);
            foreach (var (key, product) in shop)
            {
                var turn = turns[key];
                events.AddRange(OfferEvents.BackInStock(key, product, turn.Taken, catalog));
                changed[key] = product with { Restock = product.Restock!.After(turn.IsAnybodyLeft, ready, options.Value) };
            }
        }
        if (changed.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { WatchedProductTable.WriteCommand(changed) } };
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        due.NextStock = await WatchedProductTable.NextWaveTimeAsync(connection, partition, cancellationToken);
        return events;
    }

    /// <summary>Whose turn it is, by product.</summary>
    async Task<Dictionary<ProductKey, RequestTurn>> TakeAsync(
        NpgsqlConnection connection, Dictionary<ProductKey, WatchedProduct> products, DateTimeOffset ready, CancellationToken cancellationToken)
    {
        var turns = products.Keys.ToDictionary(key => key, _ => RequestTurn.Nobody);
        await using var batch = new NpgsqlBatch(connection);
        var asked = new List<ProductKey>();
        foreach (var (key, product) in products)
        {
            if (Allotment.Of(product, ready, options.Value) is not (> 0 and var people))
                continue;
            StockRequestTable.AddTurn(batch, key, product.Restock!.BackTime, ready.AddDays(-LookBacks.Wished), people);
            asked.Add(key);
        }
        if (asked.Count == 0)
            return turns;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var key in asked)
            turns[key] = await StockRequestTable.ReadTurnAsync(reader, cancellationToken);
        return turns;
    }
}
