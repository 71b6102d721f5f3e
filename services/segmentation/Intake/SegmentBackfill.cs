using Automation.Clients.Ingestion;
using System.Collections.Concurrent;
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
    SegmentBeginning beginning,
    SegmentLibrary library,
    SegmentEvaluation evaluation,
    ShopperHistories histories,
    SegmentationMetrics metrics,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime,
    ILogger<SegmentBackfill> logger) : BackgroundService
{
    // A page keeps its partition's events waiting while it is written: some ten milliseconds.
    const int PageShoppers = 250;

    // Of those who have been changed meanwhile so many are followed up while the events wait; the others are done again.
    const int FollowedUp = 4;
    static readonly TimeSpan s_followUpTimeout = TimeSpan.FromSeconds(1);

    // Reading, folding and writing of several partitions overlap.
    const int PagesAtOnce = 4;
    static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<BackfillWork, BackfillProgress> _begun = [];
    readonly ConcurrentDictionary<BackfillWork, long> _failed = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = s_pollInterval;
            try
            {
                if (await FillAsync(stoppingToken))
                    delay = TimeSpan.Zero;
                await beginning.BeginAsync(stoppingToken);
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
            _begun.TryRemove(gone, out _);
            _failed.TryRemove(gone, out _);
        }
        var goesOn = 0;
        await Parallel.ForEachAsync(
            all.Where(work => !_failed.TryGetValue(work, out var at) || time.GetElapsedTime(at) >= s_retryDelay),
            new ParallelOptions { MaxDegreeOfParallelism = PagesAtOnce, CancellationToken = cancellationToken },
            async (work, cancelled) =>
            {
                try
                {
                    if (await FillPageAsync(work, cancelled))
                        Interlocked.Increment(ref goesOn);
                    _failed.TryRemove(work, out _);
                }
                catch (Exception exception) when (!cancelled.IsCancellationRequested)
                {
                    SegmentationLog.NotFilled(logger, exception);
                    _failed[work] = time.GetTimestamp();
                }
            });
        return goesOn > 0;
    }

    /// <returns>Whether there may be another page behind it.</returns>
    async Task<bool> FillPageAsync(BackfillWork work, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var shop = await ReadShopAsync(connection, work, cancellationToken);
        // Given up meanwhile, or another one prepared: what is left is another work.
        if (!_begun.TryGetValue(work, out var progress) || progress.Generation != shop.Generation)
        {
            await table.CountAsync(work, cancellationToken);
            _begun[work] = progress = new BackfillProgress(shop.Generation);
        }
        if (shop.SetOf(shop.Generation) is { } set)
        {
            var (page, last, isWaiting) = await BackfillPage.ReadAsync(
                connection, work, shop.Generation, progress.After, PageShoppers, shopTime.GetUtcNow(), cancellationToken);
            progress.IsComplete &= !isWaiting;
            if (page.Count > 0)
                progress.IsComplete &= await FillAsync(connection, work, shop, set, page, cancellationToken);
            if (last is { } shopperId)
            {
                progress.After = shopperId;
                return true;
            }
        }
        if (progress.IsComplete)
            await table.FinishAsync(work, shop.Generation, shopTime.GetUtcNow(), cancellationToken);
        _begun.TryRemove(work, out _);
        return false;
    }

    async Task<ShopSegments> ReadShopAsync(NpgsqlConnection connection, BackfillWork work, CancellationToken cancellationToken)
    {
        var versions = await SegmentPartitionTable.ReadLiveAsync(connection, work.Partition, cancellationToken, work.ShopId);
        return await library.OfAsync(connection, work.ShopId, [.. versions[work.ShopId]], cancellationToken);
    }

    /// <returns>Whether none of them is left to do.</returns>
    async Task<bool> FillAsync(
        NpgsqlConnection connection, BackfillWork work, ShopSegments shop, SegmentSet set, List<ShopperToFill> page, CancellationToken cancellationToken)
    {
        // Behind the profiles: one that is tried again in between changes its profile.
        var parked = await BackfillPage.ReadParkedAsync(connection, work.Partition, cancellationToken);
        var cohort = await ReadCohortAsync(connection, work, cancellationToken);
        // What they are in already changes by the log alone, so whoever is to be judged anew is told of it first.
        var waiting = page.RemoveAll(shopper => shopper.Former is not null && cohort?.LeavesOut(shopper.Shopper.ShopperId) is true);
        Judge(page, cohort);
        var shoppers = page.ToDictionary(
            shopper => shopper.Shopper.ShopperId, shopper => new Recomputation(work.Partition, shop, set, shopper, parked));
        await AddHistoriesAsync(work, shoppers, [.. shoppers.Where(pair => pair.Value.NeedsHistory).Select(pair => pair.Key)], 0, cancellationToken);

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (position, done) = await BackfillPage.LockAsync(transaction, work, shop.Generation, page, cancellationToken);
        // Compared anew meanwhile: whoever was not there yet was not made due.
        if ((await ReadCohortAsync(connection, work, cancellationToken))?.Sequence != cohort?.Sequence)
            return false;
        if (done.Count < page.Count)
        {
            var changed = page.FindAll(shopper => !done.Contains(shopper.Shopper.ShopperId));
            done.UnionWith(await FollowUpAsync(connection, work, shop, shoppers, changed, parked, cohort, cancellationToken));
        }
        var filled = done.Select(shopperId => (shoppers[shopperId].Former, Row: shoppers[shopperId].Finish())).Where(pair => pair.Row is not null).ToList();
        var moves = new MembershipMoves();
        foreach (var (former, row) in filled)
            Note(moves, shop, row!, former?.State, position);
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (filled.Count > 0)
            batch.BatchCommands.Add(SegmentStateTable.Write(filled.ConvertAll(pair => pair.Row!)));
        foreach (var command in MembershipTable.Write(moves))
            batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(BackfillTable.Progress(work, shop.Generation, done.Count));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        metrics.Filled(filled.Count);
        return done.Count == page.Count && waiting == 0;
    }

    static void Judge(IEnumerable<ShopperToFill> shoppers, ShopCohort? cohort)
    {
        foreach (var shopper in cohort is null ? [] : shoppers)
            CustomerStanding.Judge(shopper.State, cohort!.Comparison, cohort.Sequence);
    }

    static async Task<ShopCohort?> ReadCohortAsync(NpgsqlConnection connection, BackfillWork work, CancellationToken cancellationToken) =>
        (await CohortTable.ReadShopAsync(connection, work.ShopId, cancellationToken)).GetValueOrDefault(work.Partition);

    /// <summary>
    /// Brings in what some have done since the page was read, while nothing more can come: whoever does something all the time would
    /// be done again for ever.
    /// </summary>
    /// <returns>Who is complete now.</returns>
    async Task<List<Guid>> FollowUpAsync(
        NpgsqlConnection connection, BackfillWork work, ShopSegments shop, Dictionary<Guid, Recomputation> shoppers, List<ShopperToFill> changed,
        HashSet<long> parked, ShopCohort? cohort, CancellationToken cancellationToken)
    {
        // What was left out, or was not yet, may be counted by now.
        if (!parked.SetEquals(await BackfillPage.ReadParkedAsync(connection, work.Partition, cancellationToken)))
            return [];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_followUpTimeout);
        var complete = new List<Guid>();
        var behind = changed.ToDictionary(shopper => shopper.Shopper.ShopperId, shopper => shopper.Sequence);
        foreach (var again in await BackfillPage.ReadAgainAsync(
            connection, work, shop.Generation, [.. behind.Keys.Take(FollowedUp)], shopTime.GetUtcNow(), cancellationToken))
        {
            var shopperId = again.Shopper.ShopperId;
            Judge([again], cohort);
            if (!shoppers[shopperId].GoOn(again))
                continue;
            try
            {
                await AddHistoriesAsync(work, shoppers, [shopperId], behind[shopperId], limit.Token);
            }
            catch (Exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // The log is slow to read; the events that wait go first, and this shopper is done again.
                return complete;
            }
            complete.Add(shopperId);
        }
        return complete;
    }

    async Task AddHistoriesAsync(
        BackfillWork work, Dictionary<Guid, Recomputation> shoppers, IReadOnlyList<Guid> shopperIds, long after, CancellationToken cancellationToken)
    {
        if (shopperIds.Count == 0)
            return;
        await foreach (var logged in histories.StreamAsync(work.ShopId, work.Partition, shopperIds, after, cancellationToken))
            shoppers[Guid.ParseExact(logged.ShopperId, "D")].Add(logged);
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
