using Automation.Ingestion.Telemetry;
using Automation.ServiceDefaults.Clocks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <summary>Forgets event ids that are older than any retry.</summary>
sealed class KeyPruning(
    NpgsqlDataSource database,
    IOptions<IngestionOptions> options,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    ILogger<KeyPruning> logger) : BackgroundService
{
    // Small enough that one statement takes well under a second and its WAL comes in portions.
    const int Portion = 10_000;

    const string Prune = """
        DELETE FROM event_keys WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM event_keys WHERE log_time < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PruneInterval, shopClock);
        do
        {
            try
            {
                await PruneAsync(stoppingToken);
            }
            // Whatever it is, the next time may do better, and nothing else is to end for it.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                IngestionLog.KeysNotPruned(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task PruneAsync(CancellationToken cancellationToken)
    {
        var before = shopClock.GetUtcNow() - options.Value.KeyRetention;
        var pruned = 0;
        int portion;
        do
        {
            await using var command = database.CreateCommand(Prune);
            command.Parameters.Add(new() { Value = before });
            command.Parameters.Add(new() { Value = Portion });
            portion = await command.ExecuteNonQueryAsync(cancellationToken);
            pruned += portion;
        }
        while (portion == Portion);
        if (pruned > 0)
            IngestionLog.KeysPruned(logger, pruned, before);
    }
}
