using Automation.EventLog.Following;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Grpc.Core;

namespace Automation.Segmentation.Rpc;

/// <content>Who of a partition was in segments behind a record.</content>
sealed partial class MembershipLogRpc
{
    const int UsualMembers = 500;
    const int LargestPage = 1_000;
    const int MaxSegments = 20;

    public override async Task<ReadMembersResponse> ReadMembers(ReadMembersRequest request, ServerCallContext context)
    {
        context.RequireService();
        if (request.Partition is < 0 or >= Partitions.Count)
            throw Fault.Invalid("partition", $"is {request.Partition}; it must be 0 to {Partitions.Count - 1}, the partitions that there are.");
        if (request.ShopId.Length == 0)
            throw Fault.Required("shop_id");
        if (request.SegmentIds.Count == 0)
            throw Fault.Required("segment_ids");
        if (request.SegmentIds.Count > MaxSegments)
            throw new Fault(FaultReasons.FieldTooLong, "segment_ids", $"has {request.SegmentIds.Count} ids; ask for at most {MaxSegments} at once.");
        if (request.AsOfSequence < 0)
            throw Fault.Invalid("as_of_sequence", $"is {request.AsOfSequence}; it must not be negative. Send 0 for now.");
        if (request.MaxMembers < 0)
            throw Fault.Invalid("max_members", $"is {request.MaxMembers}; it must not be negative. Send 0 for {UsualMembers}.");
        Guid? after = null;
        if (request.AfterShopperId.Length > 0)
            after = MemberRequests.ReadShopper(request.AfterShopperId, "after_shopper_id");
        // What is not folded yet may still move somebody.
        if (request.AsOfSequence > 0)
            await positions.WaitForAsync(request.Partition, request.AsOfSequence, context.CancellationToken);
        var count = request.MaxMembers == 0 ? UsualMembers : Math.Min(request.MaxMembers, LargestPage);
        var (found, total) = await members.ReadAsync(
            request.Partition, request.ShopId, request.SegmentIds, request.AsOfSequence, after, count, context.CancellationToken);
        return new ReadMembersResponse { ShopperIds = { found.Select(shopperId => shopperId.ToString()) }, MemberCount = total };
    }
}
