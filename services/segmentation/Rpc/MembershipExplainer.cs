using Automation.Clients.Ingestion;
using Automation.Conditions.V1;
using Automation.EventLog.Following;
using Automation.Segmentation.Definitions;
using Automation.Segmentation.Memberships;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.Storage;
using Automation.Segments;
using Npgsql;

namespace Automation.Segmentation.Rpc;

/// <summary>Why somebody is in a segment, or is not.</summary>
/// <param name="IsMember">As it is kept.</param>
/// <param name="Version">The version that is explained.</param>
/// <param name="Explanation">Clause by clause, judged anew.</param>
/// <param name="Time">As of when.</param>
sealed record ExplainedMembership(bool IsMember, int Version, Explanation Explanation, DateTimeOffset Time);

/// <summary>Explains memberships from everything that the shopper did.</summary>
sealed class MembershipExplainer(NpgsqlDataSource database, ProfileTable profiles, ShopperHistories histories, SegmentLibrary library)
{
    /// <returns>Null: nothing is known of the shopper.</returns>
    public async Task<ExplainedMembership?> ExplainAsync(
        string shopId, StoredSegment segment, Guid shopperId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var shopper = new ShopperKey(shopId, shopperId);
        if (!(await profiles.ReadAsync(shopId, [shopperId], cancellationToken)).TryGetValue(shopper, out var stored))
            return null;
        var partition = Partitions.Of(shopId, shopperId.ToString());
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var versions = (await SegmentPartitionTable.ReadLiveAsync(connection, partition, cancellationToken, shopId))[shopId].ToList();
        var explained = versions.Where(version => version.SegmentId == segment.SegmentId)
            .OrderByDescending(version => version.IsEffective).ThenByDescending(version => version.Version).Select(version => version.Number)
            .FirstOrDefault(segment.Number);
        if (versions.TrueForAll(version => version.Number != explained))
            versions.Add(new PartitionVersion(segment.SegmentId, segment.Version, segment.Number, 0, IsEffective: false));
        await library.OfAsync(connection, shopId, versions, cancellationToken);
        var row = (await SegmentStateTable.ReadAsync(connection, [shopper], cancellationToken)).SingleOrDefault();

        // One of each segment: the one that counts, but of the segment that is asked for the one that is explained.
        var asked = versions.Where(version => version.Number == explained || (version.IsEffective && version.SegmentId != segment.SegmentId))
            .Select(version => library.Version(shopId, version.Number));
        var read = await histories.ReadAsync(shopId, partition, shopperId, cancellationToken);
        var included = stored.State.Profile.Position.Sequence;
        // What is parked is not in the profile either.
        var parked = await BackfillPage.ReadParkedAsync(connection, partition, cancellationToken);
        var history = read.Where(logged => logged.Sequence <= included && !parked.Contains(logged.Sequence)).ToList();
        // The clock of the log may be ahead of ours.
        if (history.Count > 0 && history[^1].LogTime.ToDateTimeOffset() is var last && last > now)
            now = last;
        var version = versions.Find(version => version.Number == explained);
        var cohort = (await CohortTable.ReadShopAsync(connection, shopId, cancellationToken)).GetValueOrDefault(partition);
        return new ExplainedMembership(
            version.IsEffective && row is not null && row.State.MemberOf.Contains((uint)explained),
            version.Version,
            new PlainEvaluation(asked, history, now, cohort?.Comparison).Explain(segment.SegmentId),
            now);
    }
}
