using Automation.Ingestion.V1;
using Automation.Recommendations.Offers;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Telemetry;
using Automation.Recommendations.Waves;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.Recommendations.Intake;

/// <summary>Tells the shoppers of a partition what of their interest costs less: wave by wave, page by page, each once.</summary>
sealed class PriceWaves(IOptions<OfferOptions> options, RecommendationsMetrics metrics, ILogger<PriceWaves> logger)
{
    // Some hundred shoppers: well under a second with all that is written of them.
    const int PageRows = 1_000;

    // As long as ingestion surely remembers event ids: what is older may have been told, and is of no interest.
    internal static readonly TimeSpan Stale = TimeSpan.FromDays(7);

    /// <summary>Goes on where it was, and writes all of it but the events.</summary>
    /// <param name="connection">In the transaction that the partition's owner is fenced by.</param>
    /// <param name="partition">The shoppers'.</param>
    /// <param name="due">Moves on.</param>
    /// <param name="ready">Up to which instant everything is known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<DerivedEvent>> TellAsync(
        NpgsqlConnection connection, int partition, PartitionDue due, DateTimeOffset ready, CancellationToken cancellationToken)
    {
        var until = WaveHours.Of(ready);
        var cursor = due.Cursor;
        if (cursor.IsDone)
        {
            if (await PriceWaveTable.NextAsync(connection, cursor, until, cancellationToken) is not { } next)
            {
                due.ToldUntil = until;
                return [];
            }
            cursor = next;
            if (ready - cursor.WaveTime > Stale || await IsHeldAsync(connection, cursor, cancellationToken))
            {
                due.Cursor = cursor.Done;
                await WriteAsync(connection, partition, due.Cursor, [], cancellationToken);
                return [];
            }
        }
        var page = await PriceWaveTable.ReadPageAsync(connection, partition, cursor, PageRows, cancellationToken);
        var today = DateOnly.FromDateTime((cursor.WaveTime + WaveHours.Length).UtcDateTime);
        var alerts = page.Shoppers
            .Select(shopper => (shopper.ShopperId, Alert: PriceAlerts.Of(shopper.Offered, today, options.Value)))
            .Where(shopper => shopper.Alert.Told.Count > 0)
            .ToList();
        var productIds = alerts.SelectMany(shopper => shopper.Alert.Told).Select(told => told.ProductId).Distinct().ToList();
        var catalog = productIds.Count == 0 ? [] : await ProductTable.ReadAsync(connection, cursor.ShopId, productIds, cancellationToken);
        due.Cursor = page.AfterShopper is { } last ? cursor with { AfterShopper = last } : cursor.Done;
        await WriteAsync(
            connection, partition, due.Cursor, [.. alerts.SelectMany(shopper => shopper.Alert.Told, (shopper, told) => (shopper.ShopperId, told, today))], cancellationToken);
        return [.. alerts.Select(shopper => OfferEvents.PriceDropped(cursor, shopper.ShopperId, shopper.Alert.Told, shopper.Alert.MoreCount, catalog)).OfType<DerivedEvent>()];
    }

    async Task<bool> IsHeldAsync(NpgsqlConnection connection, WaveCursor wave, CancellationToken cancellationToken)
    {
        var (isNew, isHeld) = await PriceWaveTable.BeginAsync(connection, wave, options.Value, cancellationToken);
        if (isNew && isHeld)
        {
            RecommendationsLog.WaveHeld(logger, wave.ShopId, WaveHours.NameOf(wave.WaveTime), options.Value.CatalogShare);
            metrics.Held();
        }
        return isHeld;
    }

    static async Task WriteAsync(
        NpgsqlConnection connection, int partition, WaveCursor cursor, IReadOnlyCollection<(Guid ShopperId, ToldPrice Told, DateOnly Day)> told,
        CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { PriceWaveTable.MoveCommand(partition, cursor) } };
        if (told.Count > 0)
            batch.BatchCommands.Add(InterestTable.TellCommand(partition, cursor.ShopId, told));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
