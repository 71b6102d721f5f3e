using Automation.Commerce.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.EventLog.Following;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Serves the dispatch log to its followers.</summary>
sealed class DispatchLogRpc(DispatchStore dispatches) : DispatchLogService.DispatchLogServiceBase
{
    const int DefaultRecords = 1_000;
    const int MaxRecords = 5_000;

    public override async Task<ReadPartitionResponse> ReadPartition(ReadPartitionRequest request, ServerCallContext context)
    {
        context.RequireService();
        if (request.Partition is < 0 or >= Partitions.Count)
            throw Fault.Invalid("partition", $"must be 0 to {Partitions.Count - 1}.");
        if (request.AfterSequence < 0)
            throw Fault.Invalid("after_sequence", "must not be negative.");
        if (request.MaxRecords < 0)
            throw Fault.Invalid("max_records", "must not be negative.");
        var count = request.MaxRecords == 0 ? DefaultRecords : Math.Min(request.MaxRecords, MaxRecords);
        var (records, incarnation) = await dispatches.ReadAsync(request.Partition, request.AfterSequence, count, context.CancellationToken);
        return new ReadPartitionResponse { Records = { records }, Incarnation = incarnation };
    }

    public override async Task<HeadsResponse> Heads(HeadsRequest request, ServerCallContext context)
    {
        context.RequireService();
        var (heads, incarnation) = await dispatches.HeadsAsync(context.CancellationToken);
        return new HeadsResponse
        {
            Incarnation = incarnation,
            Heads = { heads.Select((sequence, partition) => new LogPosition { Partition = partition, Sequence = sequence }) },
        };
    }
}
