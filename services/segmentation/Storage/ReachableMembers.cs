using Automation.Commerce.V1;
using Automation.Segmentation.Definitions;
using Automation.Segmentation.V1;

namespace Automation.Segmentation.Storage;

/// <summary>How many members of a segment a channel can reach: those who are in its standard segment, too.</summary>
sealed class ReachableMembers(SegmentQueries queries, CombinationQueries combinations)
{
    static readonly (Channel Channel, StandardSegmentDefinition Segment)[] s_channels =
        [(Channel.Email, StandardSegments.All["reachable-email"]), (Channel.Sms, StandardSegments.All["reachable-sms"])];

    /// <summary>By channel, of those whose standard segment counts in the shop as it is defined.</summary>
    public async Task<List<ReachableCount>> CountAsync(string shopId, string segmentId, CancellationToken cancellationToken)
    {
        var counts = new List<ReachableCount>();
        foreach (var (channel, standard) in s_channels)
        {
            if (await queries.FindAsync(shopId, standard.SegmentId, cancellationToken) is not { Stage: SegmentStage.Effective } stored || !standard.IsSaidBy(stored))
                continue;
            var members = await combinations.CountAsync(shopId, [segmentId, standard.SegmentId], [], [], cancellationToken);
            counts.Add(new ReachableCount { Channel = channel, MemberCount = members });
        }
        return counts;
    }
}
