using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Profiles;
using Automation.Segmentation.Memberships;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.Segmentation.V1;
using Automation.Segments;
using Google.Protobuf.WellKnownTypes;
using Npgsql;

namespace Automation.Segmentation.Intake;

/// <summary>
/// Keeps memberships of segments up to the records of a batch: one read of the states that it needs, one write of those it changed.
/// A shop without segments costs a look into a dictionary. Used by one batch at a time.
/// </summary>
sealed class SegmentEvaluation(SegmentLibrary library, StateWorkingSet workingSet, SegmentationMetrics metrics)
{
    // Who cannot be judged now is not asked for again before.
    static readonly TimeSpan s_putOff = TimeSpan.FromHours(1);

    // Of the owned partitions; what a failed batch spoilt is forgotten with its partition.
    readonly Dictionary<string, ShopSegments>[] _live = [.. Enumerable.Range(0, Partitions.Count).Select(_ => new Dictionary<string, ShopSegments>())];
    readonly Dictionary<ShopperKey, ShopperSegments> _states = [];
    readonly MembershipMoves _moves = new();
    readonly List<SegmentChange> _changes = [];

    // Which partitions are owned, read by others too.
    readonly bool[] _owned = new bool[Partitions.Count];

    /// <summary>The partitions that this replica follows.</summary>
    public int[] OwnedPartitions => [.. Enumerable.Range(0, Partitions.Count).Where(partition => Volatile.Read(ref _owned[partition]))];

    public async Task TakeOverAsync(int partition, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var live = _live[partition];
        live.Clear();
        workingSet.Drop(partition);
        foreach (var shop in await SegmentPartitionTable.ReadLiveAsync(connection, partition, cancellationToken))
            live[shop.Key] = await library.OfAsync(connection, shop.Key, [.. shop], cancellationToken);
        Volatile.Write(ref _owned[partition], true);
    }

    public void Forget(int partition)
    {
        _live[partition].Clear();
        workingSet.Drop(partition);
        Volatile.Write(ref _owned[partition], false);
    }

    /// <summary>Begins a batch: reads the states of those of its shoppers whose shops have segments.</summary>
    public async Task BeginAsync(NpgsqlConnection connection, Dictionary<ShopperKey, BatchProfile> profiles, CancellationToken cancellationToken)
    {
        _states.Clear();
        _moves.Clear();
        await ReadAsync(connection, profiles, cancellationToken);
    }

    /// <summary>Takes back what the batch did to these, and reads their states anew.</summary>
    public async Task BeginAgainAsync(NpgsqlConnection connection, Dictionary<ShopperKey, BatchProfile> profiles, CancellationToken cancellationToken)
    {
        foreach (var shopper in profiles.Keys)
            _states.Remove(shopper);
        _moves.Forget(profiles.Keys.ToHashSet());
        await ReadAsync(connection, profiles, cancellationToken);
    }

    /// <summary>What is known of a shopper, to be put back after a record that fails; null: nothing.</summary>
    public ShopperSegments? CopyOf(ShopperKey shopper) => _states.GetValueOrDefault(shopper)?.Clone();

    public void PutBack(ShopperKey shopper, ShopperSegments? row)
    {
        if (row is null)
            _states.Remove(shopper);
        else
            _states[shopper] = row;
    }

    async Task ReadAsync(NpgsqlConnection connection, Dictionary<ShopperKey, BatchProfile> profiles, CancellationToken cancellationToken)
    {
        if (Array.TrueForAll(_live, live => live.Count == 0))
            return;
        var missing = new List<ShopperKey>();
        foreach (var (shopper, profile) in profiles)
        {
            if (profile.State.Profile is null || !_live[profile.Partition].TryGetValue(shopper.ShopId, out var shop))
                continue;
            // Who is to be filled in for a later version may be, any moment, in the database.
            if (workingSet.Take(profile.Partition, shopper) is { } stored && stored.Generation >= shop.Generation)
                _states[shopper] = stored.Open(profile.Partition, shopper);
            else
                missing.Add(shopper);
        }
        if (missing.Count == 0)
            return;
        foreach (var row in await SegmentStateTable.ReadAsync(connection, missing, cancellationToken))
            _states[row.Shopper] = row;
    }

    /// <summary>Brings in a record that the profile includes by now.</summary>
    /// <param name="shopper">Whose.</param>
    /// <param name="profile">As of the record.</param>
    /// <param name="logged">The record.</param>
    /// <param name="isFirst">Whether nothing was known of the shopper before.</param>
    /// <param name="sequence">Under which what it changes is kept.</param>
    /// <param name="isJudged">Where the shopper stands among the customers has been judged anew.</param>
    public void Apply(ShopperKey shopper, Profile profile, LoggedEvent logged, bool isFirst, long sequence, bool isJudged)
    {
        if (!_live[logged.Partition].TryGetValue(shopper.ShopId, out var shop))
            return;
        if (!_states.TryGetValue(shopper, out var row))
        {
            // Whoever was there before the segments is filled in; an address, which only control records are about, is in none.
            if (!isFirst || logged.Event is null)
                return;
            _states[shopper] = row = new ShopperSegments(logged.Partition, shopper, shop.Generation, new SegmentState());
        }
        if (shop.SetOf(row.Generation) is not { } set)
            return;
        _changes.Clear();
        // One that is tried again comes after what the profile and the memberships include.
        var time = Latest(logged.LogTime.ToDateTimeOffset(), row.EvaluateTime, profile.UpdateTime.ToDateTimeOffset());
        SegmentFold.ApplyLate(set, row.State, profile, logged, time, _changes, isJudged);
        Note(shop, row, profile, sequence, time);
    }

    /// <summary>What a control record says of segments, from a sequence on. Nothing where it is of another kind.</summary>
    public async Task TellAsync(NpgsqlConnection connection, LoggedEvent logged, long sequence, CancellationToken cancellationToken)
    {
        var (partition, shopId) = (logged.Partition, logged.ShopId);
        var hasChanged = logged.Control switch
        {
            { DefinitionPrepared: { Kind: DefinitionKind.Segment } prepared } => await SegmentPartitionTable.PrepareAsync(
                connection, partition, shopId, prepared.DefinitionId, prepared.Version, sequence, cancellationToken),
            { DefinitionEffective: { Kind: DefinitionKind.Segment } effective } => await SegmentPartitionTable.BeginAsync(
                connection, partition, shopId, effective.DefinitionId, effective.Version, sequence, logged.LogTime.ToDateTimeOffset(),
                cancellationToken),
            _ => false,
        };
        if (!hasChanged)
            return;
        var versions = (await SegmentPartitionTable.ReadLiveAsync(connection, partition, cancellationToken, shopId))[shopId].ToList();
        // Where a version is given up, what was filled in for it meanwhile is not in memory.
        workingSet.Drop(partition);
        if (versions.Count == 0)
            _live[partition].Remove(shopId);
        else
            _live[partition][shopId] = await library.OfAsync(connection, shopId, versions, cancellationToken);
    }

    /// <summary>Whether segments of a shop in a partition go by where shoppers stand among the customers.</summary>
    public bool ReadsStanding(int partition, string shopId) =>
        _live[partition].TryGetValue(shopId, out var shop) && shop.SetOf(shop.Generation) is { ReadsStanding: true };

    /// <summary>
    /// The customers of a shop have been compared anew: a page of those who may be in or out of a segment for where they stand, in
    /// order of shopper, behind one.
    /// </summary>
    /// <returns>Behind whom the next page begins; null: there is none.</returns>
    public async Task<(List<ShopperSegments> Rows, Guid? Last)> ReadPageAsync(
        NpgsqlConnection connection, int partition, string shopId, Guid after, int count, CancellationToken cancellationToken)
    {
        if (!ReadsStanding(partition, shopId))
            return ([], null);
        // What the batch has changed already counts as it is now, not as it is stored.
        var (stored, last) = await SegmentStateTable.ReadPageAsync(connection, partition, shopId, after, count + _states.Count, cancellationToken);
        var rows = stored
            .Where(row => !_states.ContainsKey(row.Shopper))
            .Concat(_states.Values.Where(row => row.Partition == partition && row.Shopper.ShopId == shopId && row.Shopper.ShopperId.CompareTo(after) > 0))
            .OrderBy(row => row.Shopper.ShopperId)
            .Take(count)
            .ToList();
        return (rows, rows.Count == count ? rows[^1].Shopper.ShopperId : last);
    }

    /// <summary>Whose windows have run out by a record, at most so many, in order of (due, shopper).</summary>
    public async Task<List<ShopperSegments>> FindDueAsync(
        NpgsqlConnection connection, LoggedEvent logged, int count, CancellationToken cancellationToken)
    {
        var now = logged.LogTime.ToDateTimeOffset();
        // What the batch has changed already counts as it is now, not as it is stored.
        var stored = await SegmentStateTable.ReadDueAsync(connection, logged.Partition, now, count + _states.Count, now + s_putOff, cancellationToken);
        return stored
            .Where(row => !_states.ContainsKey(row.Shopper))
            .Concat(_states.Values.Where(row => row.Partition == logged.Partition && row.DueTime <= now))
            .OrderBy(row => row.DueTime).ThenBy(row => row.Shopper.ShopperId)
            .Take(count)
            .ToList();
    }

    /// <summary>Judges a shopper anew as of a record that says that time has passed.</summary>
    public void Elapse(ShopperSegments due, Profile profile, LoggedEvent logged, bool isJudged)
    {
        var row = _states.GetValueOrDefault(due.Shopper) ?? (_states[due.Shopper] = due);
        _changes.Clear();
        var shop = _live[logged.Partition].GetValueOrDefault(row.Shopper.ShopId);
        if (shop?.SetOf(row.Generation) is { } set)
        {
            var now = logged.LogTime.ToDateTimeOffset();
            SegmentFold.Elapse(set, row.State, profile, now, _changes, isJudged);
            Note(shop, row, profile, logged.Sequence, now);
            return;
        }
        // Its segments are gone: nothing is due any more.
        row.State.DueTime = null;
        row.IsChanged = true;
    }

    /// <summary>Lets a shopper whose profile cannot be read be asked for later, so as not to stand before all others for ever.</summary>
    public void PutOff(ShopperSegments due, LoggedEvent logged)
    {
        var row = _states.GetValueOrDefault(due.Shopper) ?? (_states[due.Shopper] = due);
        row.State.DueTime = (logged.LogTime.ToDateTimeOffset() + s_putOff).ToTimestamp();
        row.IsChanged = true;
    }

    public async Task WriteAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var changed = _states.Values.Where(row => row.Pack()).ToList();
        if (changed.Count == 0 && _moves.IsEmpty)
            return;
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        if (changed.Count > 0)
            batch.BatchCommands.Add(SegmentStateTable.Write(changed));
        foreach (var command in MembershipTable.Write(_moves))
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        metrics.Moved(_moves.Stays.Count + _moves.Departures.Count);
    }

    /// <summary>Keeps in memory what the batch has committed.</summary>
    public void Committed()
    {
        foreach (var row in _states.Values)
            workingSet.Put(row.Partition, row.Shopper, row.ToStored());
    }

    /// <summary>Gives a profile the ids of the segments that the shopper is in, at the end of a batch.</summary>
    public void Name(ShopperKey shopper, int partition, Profile profile)
    {
        if (!_live[partition].TryGetValue(shopper.ShopId, out var shop))
            profile.SegmentIds.Clear();
        else if (_states.TryGetValue(shopper, out var row))
            shop.Name(profile, row.State);
    }

    /// <summary>What a record of the batch changed that others are told.</summary>
    public IReadOnlyList<MembershipChange> ChangesOf(int partition, long sequence) => _moves.Of(partition, sequence);

    /// <summary>How many that are.</summary>
    public int CountChanges(LoggedEvent logged) => _moves.CountOf(logged.Partition, logged.Sequence);

    void Note(ShopSegments shop, ShopperSegments row, Profile profile, long sequence, DateTimeOffset time)
    {
        row.EvaluateTime = time;
        row.IsChanged = true;
        foreach (var change in _changes)
        {
            if (change.Entered)
                _moves.Enter(row.Partition, row.Shopper, change.Number, sequence, time);
            else
                _moves.Leave(row.Shopper, change.Number, sequence, time);
            if (shop.EffectiveOf(change.Number) is not { } version)
                continue;
            _moves.Announce(row.Partition, sequence, new MembershipChange
            {
                ShopId = row.Shopper.ShopId,
                ShopperId = profile.ShopperId,
                SegmentId = version.SegmentId,
                Version = version.Version,
                Movement = change.Entered ? Movement.Entered : Movement.Left,
            });
        }
    }

    static DateTimeOffset Latest(params ReadOnlySpan<DateTimeOffset> times)
    {
        var latest = times[0];
        foreach (var time in times[1..])
            latest = time > latest ? time : latest;
        return latest;
    }
}
