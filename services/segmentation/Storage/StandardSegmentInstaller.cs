using Automation.Segmentation.Definitions;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Faults;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Puts standard segments into a shop, and keeps what the shop made of them.</summary>
sealed class StandardSegmentInstaller(NpgsqlDataSource database, SegmentStore store, SegmentQueries queries)
{
    /// <param name="shopId">The shop.</param>
    /// <param name="definition">What is to be there.</param>
    /// <param name="refuse">What is thrown when the definition is wrong.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<StandardSegmentOutcome> InstallAsync(
        string shopId, StandardSegmentDefinition definition, Func<CompiledDefinition, Fault> refuse, CancellationToken cancellationToken)
    {
        var stored = await queries.FindAsync(shopId, definition.SegmentId, cancellationToken);
        if (stored is null)
        {
            await PutAsync(shopId, definition, "", refuse, cancellationToken);
            return StandardSegmentOutcome.Installed;
        }
        if (definition.IsSaidBy(stored))
        {
            // Also what a call put that did not come to note it.
            await NoteAsync(shopId, definition, stored.Version, cancellationToken);
            return StandardSegmentOutcome.Unchanged;
        }
        var (templateVersion, segmentVersion) = await ReadAsync(shopId, definition.SegmentId, cancellationToken);
        var isOurs = stored.Version == segmentVersion && stored.Stage is SegmentStage.Preparing or SegmentStage.Effective;
        if (!isOurs || templateVersion >= definition.Version)
            return StandardSegmentOutcome.Kept;
        await PutAsync(shopId, definition, stored.Etag, refuse, cancellationToken);
        return StandardSegmentOutcome.Updated;
    }

    async Task PutAsync(
        string shopId, StandardSegmentDefinition definition, string etag, Func<CompiledDefinition, Fault> refuse, CancellationToken cancellationToken)
    {
        var put = await store.PutAsync(
            shopId, definition.SegmentId, new SegmentDefinition { DisplayName = definition.DisplayName, Text = definition.Text },
            etag, refuse, cancellationToken);
        await NoteAsync(shopId, definition, put.Version, cancellationToken);
    }

    async Task NoteAsync(string shopId, StandardSegmentDefinition definition, int segmentVersion, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO standard_segments (shop_id, segment_id, template_version, segment_version) VALUES ($1, $2, $3, $4)
            ON CONFLICT (shop_id, segment_id) DO UPDATE SET
                template_version = excluded.template_version, segment_version = excluded.segment_version
            """);
        foreach (object value in (ReadOnlySpan<object>)[shopId, definition.SegmentId, definition.Version, segmentVersion])
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    async Task<(int TemplateVersion, int SegmentVersion)> ReadAsync(string shopId, string segmentId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT template_version, segment_version FROM standard_segments WHERE shop_id = $1 AND segment_id = $2");
        foreach (object value in (ReadOnlySpan<object>)[shopId, segmentId])
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt32(0), reader.GetInt32(1)) : (0, 0);
    }
}
