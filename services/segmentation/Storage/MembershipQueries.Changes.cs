using Automation.Segmentation.Profiles;
using Automation.Segmentation.V1;

namespace Automation.Segmentation.Storage;

/// <content>When somebody came and went.</content>
sealed partial class MembershipQueries
{
    /// <summary>
    /// What was told of a shopper, by records up to one of them, latest first: changes while a version counted. Those that are in when it begins, or
    /// when it ends, are no change.
    /// </summary>
    public async Task<List<TimelineChange>> ReadChangesAsync(string shopId, Guid shopperId, long last, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT v.segment_id, v.version, m.partition, moved.sequence, moved.time, moved.entered {Stays}
            CROSS JOIN LATERAL (VALUES (m.enter_sequence, m.enter_time, true), (m.leave_sequence, m.leave_time, false))
                AS moved (sequence, time, entered)
            WHERE v.shop_id = $1 AND m.shopper_id = $2
                AND moved.sequence > v.begin_sequence AND (v.end_sequence IS NULL OR moved.sequence < v.end_sequence) AND moved.sequence <= $3
            ORDER BY moved.sequence DESC, v.segment_id COLLATE "C" LIMIT $4
            """);
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = shopperId });
        command.Parameters.Add(new() { Value = last });
        command.Parameters.Add(new() { Value = count });
        var changes = new List<TimelineChange>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            changes.Add(new TimelineChange(reader.GetInt16(2), reader.GetInt64(3), reader.GetFieldValue<DateTimeOffset>(4), new MembershipChange
            {
                ShopId = shopId,
                ShopperId = shopperId.ToString(),
                SegmentId = reader.GetString(0),
                Version = reader.GetInt32(1),
                Movement = reader.GetBoolean(5) ? Movement.Entered : Movement.Left,
            }));
        }
        return changes;
    }
}
