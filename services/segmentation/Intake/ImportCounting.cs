using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Segmentation.Imports;
using Automation.Segmentation.Storage;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Clocks;

namespace Automation.Segmentation.Intake;

/// <summary>Finds out whom an import can reach, once all that it brought in is folded.</summary>
sealed class ImportCounting(
    ImportStore store,
    ProfileTable profiles,
    EventLogService.EventLogServiceClient eventLog,
    [FromKeyedServices(FollowerNames.Profiles)] IFollowerPositions positions,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime)
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    const int Page = 500;

    /// <returns>The import at its end; null: it is not yet, or somebody else has moved it.</returns>
    public async Task<StoredImport?> RunAsync(StoredImport import, CancellationToken cancellationToken)
    {
        if (!await IsFoldedAsync(cancellationToken))
            return null;
        // Begun anew after a crash: a million shoppers are counted within a minute.
        var counted = import with { Shown = import.Shown.Clone() };
        counted.Shown.Reach.Clear();
        counted.Shown.Reach.Add(Reachability.None());
        for (var page = counted; ;)
        {
            var shopperIds = await store.ReadShoppersAsync(page, Page, cancellationToken);
            if (shopperIds.Count == 0)
                break;
            foreach (var stored in (await profiles.ReadAsync(import.ShopId, shopperIds, cancellationToken)).Values)
            {
                if (stored.Damage is null)
                    Reachability.Count(counted.Shown.Reach, stored.State);
            }
            page = page with { After = shopperIds[^1] };
        }
        var ended = counted.Ended(ImportStage.Done, shopTime.GetUtcNow());
        return await store.AdvanceAsync(import, ended, ImportStep.Nothing, cancellationToken) ? ended : null;
    }

    async Task<bool> IsFoldedAsync(CancellationToken cancellationToken)
    {
        // These heads, whatever comes behind them meanwhile: in a shop that is awake something always does.
        var heads = (await eventLog.HeadsAsync(new(), cancellationToken: cancellationToken)).Heads;
        for (var began = time.GetTimestamp(); ;)
        {
            var folded = await positions.StoredAsync(cancellationToken);
            if (heads.All(head => folded[head.Partition] >= head.Sequence))
                return true;
            if (time.GetElapsedTime(began) > s_patience)
                return false;
            await Task.Delay(s_poll, time, cancellationToken);
        }
    }
}
