using Automation.ServiceDefaults.Clocks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Automation.ServiceDefaults.Database.Pruning;

/// <summary>Forgets what is older than a table keeps, at the start and then at every interval.</summary>
sealed class TablePruner(
    PruningPlan plan,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    ILogger<TablePruner> logger) : BackgroundService
{
    // Small enough that one statement takes well under a second and its WAL comes in portions.
    internal const int Portion = 10_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(plan.Interval, shopClock);
        do
        {
            foreach (var table in plan.Tables)
                await PruneAsync(table, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task PruneAsync(PrunedTable table, CancellationToken cancellationToken)
    {
        var before = shopClock.GetUtcNow() - table.Retention;
        var pruned = 0;
        try
        {
            int portion;
            do
            {
                portion = await table.DeleteAsync(before, Portion, cancellationToken);
                pruned += portion;
            }
            while (portion == Portion);
        }
        // Whatever it is, the next time may do better, and nothing else is to end for it.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            DatabaseLog.NotPruned(logger, exception, table.Name);
        }
        if (pruned > 0)
            DatabaseLog.Pruned(logger, pruned, table.Name, before);
    }
}
