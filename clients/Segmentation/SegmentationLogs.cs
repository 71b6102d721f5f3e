using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Segmentation.V1;

namespace Automation.Clients.Segmentation;

/// <summary>What segmentation lets others follow.</summary>
public static class SegmentationLogs
{
    /// <summary>The membership log: the event log as it is folded.</summary>
    public static LogContract<MembershipRecord> Memberships { get; } = new()
    {
        Name = "membership",
        Producer = "segmentation",
        Parser = MembershipRecord.Parser,
        HeadsAsync = async (calls, token) =>
        {
            var answer = await new MembershipLogService.MembershipLogServiceClient(calls).HeadsAsync(new(), cancellationToken: token);
            return FollowedHeads.Of(answer.Heads, answer.Incarnation, answer.UpstreamIncarnation);
        },
        ReadAsync = async (calls, page, token) =>
        {
            var answer = await new MembershipLogService.MembershipLogServiceClient(calls).ReadPartitionAsync(
                new() { Partition = page.Partition, AfterSequence = page.AfterSequence, MaxRecords = page.MaxRecords },
                cancellationToken: token);
            return new(answer.Records, answer.Incarnation);
        },
        IsReadable = record => record.Event.RecordCase is not LoggedEvent.RecordOneofCase.None,
        SequenceOf = record => record.Event.Sequence,
        TraceparentOf = record => record.Event.Traceparent,
    };
}
