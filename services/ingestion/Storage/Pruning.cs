using Automation.Ingestion.Telemetry;
using Automation.ServiceDefaults.Clocks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <summary>Forgets event ids that are older than any retry, and who held and ordered carts that nobody touches any more.</summary>
sealed class Pruning(
    NpgsqlDataSource database,
    IOptions<IngestionOptions> options,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    ILogger<Pruning> logger) : BackgroundService
{
    // Small enough that one statement takes well under a second and its WAL comes in portions.
    const int Portion = 10_000;

    static string Prune(string table) => $"""
        DELETE FROM {table} WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM {table} WHERE log_time < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PruneInterval, shopClock);
        do
        {
            await PruneAsync("event_keys", options.Value.KeyRetention, stoppingToken);
            await PruneAsync("cart_holders", options.Value.CartRetention, stoppingToken);
            await PruneAsync("cart_orders", options.Value.CartRetention, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task PruneAsync(string table, TimeSpan retention, CancellationToken cancellationToken)
    {
        try
        {
            await PruneBeforeAsync(table, shopClock.GetUtcNow() - retention, cancellationToken);
        }
        // Whatever it is, the next time may do better, and nothing else is to end for it.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            IngestionLog.NotPruned(logger, exception, table);
        }
    }

    async Task PruneBeforeAsync(string table, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var pruned = 0;
        int portion;
        do
        {
            await using var command = database.CreateCommand(Prune(table));
            command.Parameters.Add(new() { Value = before });
            command.Parameters.Add(new() { Value = Portion });
            portion = await command.ExecuteNonQueryAsync(cancellationToken);
            pruned += portion;
        }
        while (portion == Portion);
        if (pruned > 0)
            IngestionLog.Pruned(logger, pruned, table, before);
    }
}
