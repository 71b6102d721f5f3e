using Automation.Commerce.V1;
using Automation.Profiles.Customers;
using Automation.Segmentation.Memberships;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.Segments;
using Automation.ServiceDefaults.Clocks;
using Npgsql;

namespace Automation.Segmentation.Intake;

/// <summary>
/// Fills in the shoppers who were there before a version of a segment was prepared, page by page, from everything that they did,
/// while events go on: whoever was changed meanwhile is done again. When all are filled in, the version begins to count. Where it
/// stands is told by the rows themselves, so a crash costs the page that was under way.
/// </summary>
sealed class SegmentBackfill(
    NpgsqlDataSource database,
    BackfillTable table,
    SegmentStore store,
    SegmentLibrary library,
    SegmentEvaluation evaluation,
    ShopperHistories histories,
    SegmentationMetrics metrics,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime,
    ILogger<SegmentBackfill> logger) : BackgroundService
{
    // A page keeps its partition's events waiting while it is written: some ten milliseconds.
    const int PageShoppers = 100;
    static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(2);

    readonly Dictionary<BackfillWork, BackfillProgress> _begun = [];
    readonly Dictionary<BackfillWork, long> _failed = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = s_pollInterval;
            try
            {
                if (await FillAsync(stoppingToken))
                    delay = TimeSpan.Zero;
                await store.BeginFilledAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                SegmentationLog.NotFilled(logger, exception);
                delay = s_retryDelay;
            }
            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Fills in a page of each work in turn, so that neither a large shop nor one that fails keeps others waiting.</summary>
    /// <returns>Whether any goes on.</returns>
    async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        var all = await table.ReadWorkAsync(evaluation.OwnedPartitions, cancellationToken);
        foreach (var gone in _begun.Keys.Union(_failed.Keys).Except(all).ToList())
        {
            _begun.Remove(gone);
            _failed.Remove(gone);
        }
        var goesOn = false;
        foreach (var work in all)
        {
            if (_failed.TryGetValue(work, out var at) && time.GetElapsedTime(at) < s_retryDelay)
                continue;
            try
            {
                goesOn |= await FillPageAsync(work, cancellationToken);
                _failed.Remove(work);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                SegmentationLog.NotFilled(logger, exception);
                _failed[work] = time.GetTimestamp();
            }
        }
        return goesOn;
    }

    /// <returns>Whether there may be another page behind it.</returns>
    async Task<bool> FillPageAsync(BackfillWork work, CancellationToken cancellationToken)
    {
        var shop = await ReadShopAsync(work, cancellationToken);
        // Given up meanwhile, or another one prepared: what is left is another work.
        if (!_begun.TryGetValue(work, out var progress) || progress.Generation != shop.Generation)
        {
            await table.CountAsync(work, cancellationToken);
            _begun[work] = progress = new BackfillProgress(shop.Generation);
        }
        if (shop.SetOf(shop.Generation) is { } set)
        {
            var (page, last) = await table.ReadShoppersAsync(work, shop.Generation, progress.After, PageShoppers, cancellationToken);
            if (page.Count > 0)
                progress.IsComplete &= await FillAsync(work, shop, set, page, cancellationToken);
            if (last is { } shopperId)
            {
                progress.After = shopperId;
                return true;
            }
        }
        if (progress.IsComplete)
            await table.FinishAsync(work, shop.Generation, shopTime.GetUtcNow(), cancellationToken);
        _begun.Remove(work);
        return false;
    }

    async Task<ShopSegments> ReadShopAsync(BackfillWork work, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var versions = await SegmentPartitionTable.ReadLiveAsync(connection, work.Partition, cancellationToken, work.ShopId);
        return await library.OfAsync(connection, work.ShopId, [.. versions[work.ShopId]], cancellationToken);
    }

    /// <returns>Whether none of them is left to do.</returns>
    async Task<bool> FillAsync(
        BackfillWork work, ShopSegments shop, SegmentSet set, List<ShopperToFill> page, CancellationToken cancellationToken)
    {
        var read = await histories.ReadAsync(
            work.ShopId, work.Partition, [.. page.Select(shopper => shopper.Shopper.ShopperId)], cancellationToken);
        var cohort = await ReadCohortAsync(work, cancellationToken);
        var filled = new List<(ShopperSegments Row, SegmentState? Former)>();
        foreach (var shopper in page)
        {
            // What is logged but not folded yet comes with the follower.
            var history = read[shopper.Shopper.ShopperId].Where(logged => logged.Sequence <= shopper.Sequence).ToList();
            if (cohort is not null)
                CustomerStanding.Judge(shopper.State, cohort.Comparison, cohort.Sequence);
            if (Fill(shop, set, work.Partition, shopper, history) is { } row)
                filled.Add((row, shopper.Former?.State));
        }
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (position, unchanged) = await BackfillTable.LockAsync(transaction, work, shop.Generation, page, cancellationToken);
        // Compared anew meanwhile: whoever was not there yet was not made due.
        if ((await CohortTable.ReadShopAsync(connection, work.ShopId, cancellationToken)).GetValueOrDefault(work.Partition)?.Sequence != cohort?.Sequence)
            return false;
        var kept = filled.Where(pair => unchanged.Contains(pair.Row.Shopper.ShopperId)).ToList();
        var moves = new MembershipMoves();
        foreach (var (row, former) in kept)
            Note(moves, shop, row, former, position);
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (kept.Count > 0)
            batch.BatchCommands.Add(SegmentStateTable.Write(kept.ConvertAll(pair => pair.Row)));
        foreach (var command in MembershipTable.Write(moves))
            batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(BackfillTable.Progress(work, shop.Generation, page.Count(shopper => unchanged.Contains(shopper.Shopper.ShopperId))));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        metrics.Filled(kept.Count);
        return unchanged.Count == page.Count;
    }

    async Task<ShopCohort?> ReadCohortAsync(BackfillWork work, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await CohortTable.ReadShopAsync(connection, work.ShopId, cancellationToken)).GetValueOrDefault(work.Partition);
    }

    static ShopperSegments? Fill(ShopSegments shop, SegmentSet set, int partition, ShopperToFill shopper, List<LoggedEvent> history)
    {
        if (history.Count == 0)
            return null;
        // As of the instant of what is kept already, so that what counts already stays as it is.
        var now = history[^1].LogTime.ToDateTimeOffset();
        if (shopper.Former is { } former && former.EvaluateTime > now)
            now = former.EvaluateTime;
        return Recomputation.Of(set, shopper.Profile, history, now) is { } state
            ? new ShopperSegments(partition, shopper.Shopper, shop.Generation, state) { EvaluateTime = now }
            : null;
    }

    // Members from where the version began to be prepared: so whoever reads the log again is told of nobody's entering.
    static void Note(MembershipMoves moves, ShopSegments shop, ShopperSegments row, SegmentState? former, long position)
    {
        var before = former?.MemberOf.ToHashSet() ?? [];
        foreach (var number in row.State.MemberOf.Where(number => !before.Remove(number)))
            moves.Enter(row.Partition, row.Shopper, (int)number, shop.PreparedAt((int)number), row.EvaluateTime);
        foreach (var number in before)
            moves.Leave(row.Shopper, (int)number, position, row.EvaluateTime);
    }
}
