using Automation.Recommendations.Catalog;
using Automation.Recommendations.Offers;
using Automation.Recommendations.Popularity;
using Npgsql;

namespace Automation.Recommendations.Storage;

/// <summary>
/// Writes what a batch of events comes to. In two round trips, whatever there is to write: products and what is known of interests
/// and prices, then all that follows from it. Forgetting is not a batch's business; it has a clock of its own.
/// </summary>
static class FoldWriter
{
    /// <returns>The products of which the shop's word changed something.</returns>
    public static async Task<IReadOnlyDictionary<ProductKey, WatchedProduct>> WriteAsync(
        NpgsqlTransaction transaction, CatalogFold fold, OfferOptions options, CancellationToken cancellationToken)
    {
        var (moves, watched) = await MergeAsync(transaction, fold, options, cancellationToken);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var isNew = moves.ToLookup(move => move.Before == default, move => KeyValuePair.Create(move.Key, move.After));
        if (isNew[true].ToList() is { Count: > 0 } added)
            batch.BatchCommands.Add(InterestTable.InsertCommand(added));
        if (isNew[false].ToList() is { Count: > 0 } changed)
            batch.BatchCommands.Add(InterestTable.UpdateCommand(changed));
        if (DistinctShoppers.Changes(moves) is { Count: > 0 } days)
            batch.BatchCommands.Add(ProductDayTable.AddCommand(days));
        if (fold.Interactions.Count > 0)
            batch.BatchCommands.Add(InteractionTable.AppendCommand(fold.Interactions));
        if (watched.Count > 0)
            batch.BatchCommands.Add(WatchedProductTable.WriteCommand(watched));
        if (fold.Requests.Ended.Count > 0)
            batch.BatchCommands.Add(StockRequestTable.EndCommand(fold.Requests.Ended));
        if (fold.Requests.Begun.Count > 0)
            batch.BatchCommands.Add(StockRequestTable.BeginCommand(fold.Requests.Begun));
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
        return watched;
    }

    /// <returns>The interests and the watched products that changed: what changes nothing is not written.</returns>
    static async Task<(List<(InterestKey Key, Interest Before, Interest After)> Moves, Dictionary<ProductKey, WatchedProduct> Watched)> MergeAsync(
        NpgsqlTransaction transaction, CatalogFold fold, OfferOptions options, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        if (fold.Products.Count > 0)
            batch.BatchCommands.Add(ProductTable.MergeCommand(fold.Products));
        if (fold.Interests.Count > 0)
            batch.BatchCommands.Add(InterestTable.ReadCommand(fold.Interests));
        if (fold.Words.Count > 0)
            batch.BatchCommands.Add(WatchedProductTable.ReadCommand(fold.Words.Keys));
        if (batch.BatchCommands.Count == 0)
            return ([], []);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var former = fold.Interests.Count > 0 ? await InterestTable.ReadFormerAsync(reader, fold.Interests.Count, cancellationToken) : [];
        if (fold.Interests.Count > 0 && fold.Words.Count > 0)
            await reader.NextResultAsync(cancellationToken);
        var watched = fold.Words.Count > 0 ? await WatchedProductTable.ReadRowsAsync(reader, cancellationToken) : [];
        // What failed in a command without rows is told when the last one is passed.
        while (await reader.NextResultAsync(cancellationToken))
        {
        }
        return (Moves(fold, former), WatchedProduct.After(fold.Words, watched, options));
    }

    static List<(InterestKey, Interest, Interest)> Moves(CatalogFold fold, Interest[] former)
    {
        var moves = new List<(InterestKey, Interest, Interest)>(former.Length);
        var number = 0;
        foreach (var (key, said) in fold.Interests)
        {
            var before = former[number++];
            if (before.With(said) is var after && after != before)
                moves.Add((key, before, after));
        }
        return moves;
    }
}
