using Automation.Ingestion.V1;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.Storage;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.EventLog.Following;
using Automation.EventLog.Incarnations;
using Grpc.Core;
using LogPosition = Automation.Commerce.V1.LogPosition;

namespace Automation.Segmentation.Rpc;

/// <summary>Answers the event log as far as it is folded. The events are ingestion's; position and marks are ours.</summary>
sealed partial class MembershipLogRpc(
    EventLogService.EventLogServiceClient events, MarkTable marks, MembershipTable memberships, PartitionMembers members, [FromKeyedServices(FollowerNames.Profiles)] IFollowerPositions positions)
    : MembershipLogService.MembershipLogServiceBase
{
    public override async Task<V1.ReadPartitionResponse> ReadPartition(V1.ReadPartitionRequest request, ServerCallContext context)
    {
        context.RequireService();
        if (request.Partition is < 0 or >= Partitions.Count)
            throw Fault.Invalid("partition", $"is {request.Partition}; it must be 0 to {Partitions.Count - 1}, the partitions that there are.");
        if (request.AfterSequence < 0)
            throw Fault.Invalid("after_sequence", $"is {request.AfterSequence}; it must not be negative. Send 0 to read from the beginning.");
        if (request.MaxRecords < 0)
            throw Fault.Invalid("max_records", $"is {request.MaxRecords}; it must not be negative. Send 0 for the default.");

        var stand = await positions.StandAsync(context.CancellationToken);
        var folded = stand.Positions[request.Partition];
        var response = new V1.ReadPartitionResponse { Incarnation = stand.OwnIncarnation, UpstreamIncarnation = stand.Incarnation };
        if (request.AfterSequence >= folded)
            return response;
        var page = await events.ReadPartitionAsync(
            new Ingestion.V1.ReadPartitionRequest
            {
                Partition = request.Partition,
                AfterSequence = request.AfterSequence,
                MaxRecords = request.MaxRecords,
            },
            cancellationToken: context.CancellationToken);
        // What was folded is in the log that is followed; another one has other events under the same numbers.
        if (LogAgreement.IsOther(stand.Incarnation, page.Incarnation))
            throw new Fault(
                FaultReasons.LogSetBack, "The event log is not the one that is folded here; an operator must adopt it, see docs/operations.md.");
        var last = page.Records.Count > 0 ? Math.Min(folded, page.Records[^1].Sequence) : request.AfterSequence;
        var marked = await marks.ReadAsync(request.Partition, request.AfterSequence, last, context.CancellationToken);
        var changes = await memberships.ReadChangesAsync(request.Partition, request.AfterSequence, last, context.CancellationToken);
        response.Records.AddRange(MembershipRecords.Cut(page.Records
            .TakeWhile(logged => logged.Sequence <= folded)
            .Select(logged => MembershipRecords.Of(
                logged, marked.GetValueOrDefault(logged.Sequence), changes.GetValueOrDefault(logged.Sequence) ?? []))));
        return response;
    }

    public override async Task<V1.HeadsResponse> Heads(V1.HeadsRequest request, ServerCallContext context)
    {
        context.RequireService();
        var stand = await positions.StandAsync(context.CancellationToken);
        return new V1.HeadsResponse
        {
            Incarnation = stand.OwnIncarnation,
            UpstreamIncarnation = stand.Incarnation,
            Heads = { stand.Positions.Select((sequence, partition) => new LogPosition { Partition = partition, Sequence = sequence }) },
        };
    }
}
