using Automation.Commerce.V1;
using Automation.Ingestion.Storage;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Database;
using Automation.ServiceDefaults.Faults;
using Automation.EventLog.Following;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.Ingestion.Rpc;

/// <summary>The event log for its followers.</summary>
sealed class EventLogRpc([FromKeyedServices(DatabasePools.Work)] EventLogReader log, LogHeads heads) : EventLogService.EventLogServiceBase
{
    const int DefaultRecords = 1_000;
    const int MaxShoppers = 500;

    public override async Task<ReadPartitionResponse> ReadPartition(ReadPartitionRequest request, ServerCallContext context)
    {
        context.RequireService();
        if (request.Partition is < 0 or >= Partitions.Count)
            throw Fault.Invalid("partition", $"must be within 0 to {Partitions.Count - 1}; there are no other partitions.");
        if (request.AfterSequence < 0)
            throw Fault.Invalid("after_sequence", "must not be negative; 0 reads from the beginning.");
        if (request.MaxRecords < 0)
            throw Fault.Invalid("max_records", $"must not be negative; 0 means {DefaultRecords}.");
        var max = request.MaxRecords == 0 ? DefaultRecords : Math.Min(request.MaxRecords, Limits.PageRecords);
        var response = new ReadPartitionResponse();
        response.Incarnation = await log.ReadPartitionAsync(
            request.Partition, request.AfterSequence, max, response.Records, context.CancellationToken);
        return response;
    }

    public override async Task<ReadShoppersResponse> ReadShoppers(ReadShoppersRequest request, ServerCallContext context)
    {
        context.RequireService();
        if (request.Partition is < 0 or >= Partitions.Count)
            throw Fault.Invalid("partition", $"must be within 0 to {Partitions.Count - 1}; there are no other partitions.");
        if (request.AfterSequence < 0)
            throw Fault.Invalid("after_sequence", "must not be negative; 0 reads from the beginning.");
        if (request.MaxRecords < 0)
            throw Fault.Invalid("max_records", $"must not be negative; 0 means {DefaultRecords}.");
        if (request.ShopId.Length == 0)
            throw Fault.Required("shop_id");
        if (request.ShopperIds.Count is 0 or > MaxShoppers)
            throw Fault.Invalid("shopper_ids", $"has {request.ShopperIds.Count} ids; send 1 to {MaxShoppers}.");
        var shopperIds = request.ShopperIds.Select(id => Guid.TryParseExact(id, "D", out var parsed)
            ? parsed
            : throw Fault.Invalid("shopper_ids", $"'{id}' is not a UUID; send shopper ids.")).ToArray();
        var max = request.MaxRecords == 0 ? DefaultRecords : Math.Min(request.MaxRecords, Limits.PageRecords);
        var response = new ReadShoppersResponse();
        (response.Complete, response.Incarnation) = await log.ReadShoppersAsync(
            request.ShopId, shopperIds, request.Partition, request.AfterSequence, max, response.Records, context.CancellationToken);
        return response;
    }

    public override async Task<HeadsResponse> Heads(HeadsRequest request, ServerCallContext context)
    {
        context.RequireService();
        var at = await heads.ReadAsync(context.CancellationToken);
        return new HeadsResponse
        {
            Heads = { at.Sequences.Select((sequence, partition) => new LogPosition { Partition = partition, Sequence = sequence }) },
            AsOfTime = at.AsOfTime.ToTimestamp(),
            Incarnation = at.Incarnation,
        };
    }
}
