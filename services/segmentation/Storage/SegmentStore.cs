using Automation.Conditions;
using Automation.EventLog.Outbox;
using Automation.Segmentation.Definitions;
using Automation.Segmentation.V1;
using Automation.Segments;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>
/// Keeps segments and their versions. What a change means in the log leaves with it, by the outbox. Changes of one shop come one
/// after the other.
/// </summary>
sealed class SegmentStore(NpgsqlDataSource database, Outbox outbox, [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime)
{
    /// <summary>Stores a next version, which then is prepared; nothing new where it says what the latest says.</summary>
    /// <param name="shopId">The shop.</param>
    /// <param name="segmentId">The segment.</param>
    /// <param name="definition">What it is to be.</param>
    /// <param name="etag">Empty, or that of the segment as it must be.</param>
    /// <param name="refuse">What is thrown when the definition is wrong.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<StoredSegment> PutAsync(
        string shopId, string segmentId, SegmentDefinition definition, string etag,
        Func<CompiledDefinition, Fault> refuse, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await BeginAsync(connection, shopId, cancellationToken);
        var segments = await SegmentRows.ReadLiveAsync(connection, shopId, cancellationToken);
        var former = await SegmentRows.FindAsync(connection, shopId, segmentId, cancellationToken);
        RequireEtag(former, segmentId, etag);
        var compiled = SegmentCompiler.Compile(
            definition, segmentId, segments, await ListStore.ReadIdsAsync(connection, shopId, cancellationToken));
        if (compiled.Violations.Count > 0)
            throw refuse(compiled);
        if (former is { Stage: SegmentStage.Preparing or SegmentStage.Effective } && former.Condition.Equals(compiled.Condition))
            return await RenameAsync(connection, transaction, shopId, former, definition.DisplayName, cancellationToken);
        if (former is null or { IsArchived: true } && segments.Count >= SegmentIds.PerShop)
            throw new Fault(FaultReasons.TooMany, $"The shop has {segments.Count} segments, which is the limit; archive some first.");
        await RequireUnaskedAsync(connection, shopId, segmentId, cancellationToken);

        var version = await AddVersionAsync(connection, shopId, segmentId, definition.DisplayName, former, compiled, cancellationToken);
        await NumberClausesAsync(connection, shopId, compiled.Compiled!, cancellationToken);
        await Outbox.AddAsync(connection, SegmentNews.Prepared(shopId, segmentId, version.Version), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return version;
    }

    /// <summary>Stops the preparation of the latest version.</summary>
    public async Task<StoredSegment> CancelAsync(string shopId, string segmentId, string etag, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await BeginAsync(connection, shopId, cancellationToken);
        var segment = await SegmentRows.FindAsync(connection, shopId, segmentId, cancellationToken) ?? throw Fault.NotFound("segment", segmentId);
        if (segment.Stage is SegmentStage.Cancelled)
            return segment;
        RequireEtag(segment, segmentId, etag);
        if (segment.Stage is not SegmentStage.Preparing)
            throw new Fault(FaultReasons.NotPreparing, $"Version {segment.Version} of segment '{segmentId}' is not being prepared; put the former definition again, or archive the segment.");
        var counting = await EffectiveVersionAsync(connection, shopId, segmentId, cancellationToken);
        return await EndAsync(connection, transaction, shopId, segment, SegmentStage.Cancelled, counting, cancellationToken);
    }

    /// <summary>Lets the preparation of the latest version wait, or go on.</summary>
    public async Task<StoredSegment> PauseAsync(string shopId, string segmentId, string etag, bool isPaused, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await BeginAsync(connection, shopId, cancellationToken);
        var segment = await SegmentRows.FindAsync(connection, shopId, segmentId, cancellationToken) ?? throw Fault.NotFound("segment", segmentId);
        if (segment.Stage is not SegmentStage.Preparing)
            throw new Fault(FaultReasons.NotPreparing, $"Version {segment.Version} of segment '{segmentId}' is not being prepared, so there is nothing to pause or resume.");
        if (segment.IsPaused == isPaused)
            return segment;
        RequireEtag(segment, segmentId, etag);
        await ExecuteAsync(
            connection, "UPDATE segment_versions SET paused = $3 WHERE shop_id = $1 AND number = $2", cancellationToken, shopId, segment.Number, isPaused);
        await ExecuteAsync(
            connection, "UPDATE segments SET revision = revision + 1 WHERE shop_id = $1 AND segment_id = $2", cancellationToken, shopId, segmentId);
        await transaction.CommitAsync(cancellationToken);
        return segment with { IsPaused = isPaused, Revision = segment.Revision + 1 };
    }

    /// <summary>Ends a segment.</summary>
    public async Task<StoredSegment> ArchiveAsync(string shopId, string segmentId, string etag, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await BeginAsync(connection, shopId, cancellationToken);
        var segment = await SegmentRows.FindAsync(connection, shopId, segmentId, cancellationToken) ?? throw Fault.NotFound("segment", segmentId);
        if (segment.IsArchived)
            return segment;
        RequireEtag(segment, segmentId, etag);
        await RequireUnaskedAsync(connection, shopId, segmentId, cancellationToken);
        return await EndAsync(connection, transaction, shopId, segment, SegmentStage.Archived, 0, cancellationToken);
    }

    /// <summary>Begins a change of the segments or lists of a shop, behind those that are under way.</summary>
    public static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, string shopId, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, "SELECT pg_advisory_xact_lock(hashtextextended('segments of ' || $1, 0))", cancellationToken, shopId);
        return transaction;
    }

    static async Task<StoredSegment> RenameAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string shopId, StoredSegment former, string name, CancellationToken cancellationToken)
    {
        if (former.DisplayName == name)
            return former;
        await ExecuteAsync(
            connection, "UPDATE segments SET display_name = $3, revision = revision + 1 WHERE shop_id = $1 AND segment_id = $2",
            cancellationToken, shopId, former.SegmentId, name);
        await transaction.CommitAsync(cancellationToken);
        return former with { DisplayName = name, Revision = former.Revision + 1 };
    }

    async Task<StoredSegment> AddVersionAsync(
        NpgsqlConnection connection, string shopId, string segmentId, string name, StoredSegment? former, CompiledDefinition compiled,
        CancellationToken cancellationToken)
    {
        var asked = compiled.Compiled!.DependsOn.SegmentIds.ToArray();
        var now = shopTime.GetUtcNow().ToStoredPrecision();
        var (version, revision) = ((former?.Version ?? 0) + 1, (former?.Revision ?? 0) + 1);
        // A version that was still being prepared is overtaken.
        await ExecuteAsync(
            connection, "UPDATE segment_versions SET stage = 3 WHERE shop_id = $1 AND segment_id = $2 AND stage = 1", cancellationToken, shopId, segmentId);
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO segment_versions (shop_id, number, segment_id, version, stage, condition, language, asks_for, create_time, asks_for_lists)
            SELECT $1, coalesce(max(number), 0) + 1, $2, $3, 1, $4, $5, $6, $7, $8 FROM segment_versions WHERE shop_id = $1
            RETURNING number
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = shopId }, new() { Value = segmentId }, new() { Value = version }, new() { Value = compiled.Condition!.ToByteArray() },
                new() { Value = ConditionLanguage.Version }, new() { Value = asked }, new() { Value = now },
                new() { Value = compiled.Compiled.DependsOn.ListIds.ToArray() },
            },
        };
        var number = (int)(await insert.ExecuteScalarAsync(cancellationToken))!;
        await ExecuteAsync(
            connection,
            """
            INSERT INTO segments (shop_id, segment_id, display_name, latest_version, revision) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (shop_id, segment_id) DO UPDATE SET
                display_name = excluded.display_name, latest_version = excluded.latest_version, revision = excluded.revision
            """,
            cancellationToken, shopId, segmentId, name, version, revision);
        return new StoredSegment(segmentId, name, revision, version, number, SegmentStage.Preparing, compiled.Condition!, asked, now, IsPaused: false);
    }

    static async Task NumberClausesAsync(
        NpgsqlConnection connection, string shopId, CompiledCondition condition, CancellationToken cancellationToken)
    {
        foreach (var key in SegmentSet.ClauseKeysOf(condition))
        {
            await ExecuteAsync(
                connection,
                """
                INSERT INTO segment_clauses (shop_id, clause_key, number)
                SELECT $1, $2, coalesce(max(number), 0) + 1 FROM segment_clauses WHERE shop_id = $1
                ON CONFLICT DO NOTHING
                """,
                cancellationToken, shopId, key);
        }
    }

    async Task<StoredSegment> EndAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string shopId, StoredSegment segment, SegmentStage stage, int counting,
        CancellationToken cancellationToken)
    {
        // An archived segment has no version left to go back to.
        var ended = stage is SegmentStage.Archived ? "segment_id = $2" : "segment_id = $2 AND stage = 1";
        await ExecuteAsync(
            connection, $"UPDATE segment_versions SET stage = $3 WHERE shop_id = $1 AND {ended}",
            cancellationToken, shopId, segment.SegmentId, (short)stage);
        await ExecuteAsync(
            connection, "UPDATE segments SET revision = revision + 1 WHERE shop_id = $1 AND segment_id = $2", cancellationToken, shopId, segment.SegmentId);
        var revision = segment.Revision + 1;
        await Outbox.AddAsync(connection, SegmentNews.Effective(shopId, segment.SegmentId, counting, $"r{revision}/"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return segment with { Stage = stage, Revision = revision };
    }

    static async Task<int> EffectiveVersionAsync(
        NpgsqlConnection connection, string shopId, string segmentId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT coalesce(max(version), 0) FROM segment_versions WHERE shop_id = $1 AND segment_id = $2 AND stage = 2", connection)
        {
            Parameters = { new() { Value = shopId }, new() { Value = segmentId } },
        };
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    static void RequireEtag(StoredSegment? segment, string segmentId, string etag)
    {
        if (etag.Length == 0 || etag == segment?.Etag)
            return;
        throw new Fault(FaultReasons.EtagMismatch, $"Segment '{segmentId}' has changed meanwhile; read it again and decide anew.")
        {
            Metadata = new Dictionary<string, string> { ["segment_id"] = segmentId },
        };
    }

    static async Task RequireUnaskedAsync(NpgsqlConnection connection, string shopId, string segmentId, CancellationToken cancellationToken)
    {
        if (await SegmentRows.FindAskingAsync(connection, shopId, segmentId, cancellationToken) is not { } asking)
            return;
        throw new Fault(
            FaultReasons.InUse,
            $"Segment '{asking}' asks for segment '{segmentId}' by in_segment; archive that one first, or put the new definition under another id and let it ask for that.")
        {
            Metadata = new Dictionary<string, string> { ["segment_id"] = segmentId, ["used_by"] = asking },
        };
    }

    static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
