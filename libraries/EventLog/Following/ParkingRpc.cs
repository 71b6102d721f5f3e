using Automation.Api.V1;
using Automation.EventLog.Outbox;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.EventLog.Following;

/// <summary>What a follower of this service has parked.</summary>
sealed record FollowerParking(
    string Name, FollowerStore Store, Func<bool, CancellationToken, Task<(string Reason, List<MovedBack> Moved)>> AdoptAsync);

/// <summary>Lists and retries parked records and refused rows, and lets a follower go on that has stopped.</summary>
sealed class ParkingRpc(IEnumerable<FollowerParking> followers, IEnumerable<RefusedRows> outboxes, TimeProvider time) : ParkingService.ParkingServiceBase
{
    public override async Task<ListParkedRecordsResponse> ListParkedRecords(
        ListParkedRecordsRequest request, ServerCallContext context)
    {
        context.RequireService();
        var store = Find(request.Follower).Store;
        var size = PageSize.Of(request.PageSize);
        string[] list = ["parked", request.Follower];
        var (partition, sequence) = PageToken.Read<ParkedPlace>(request.PageToken, list) ?? new(-1, 0);
        var parked = await store.ListParkedAsync((partition, sequence), size + 1, isRetryOnly: false, context.CancellationToken);
        var response = new ListParkedRecordsResponse();
        response.Records.AddRange(parked.Take(size).Select(record => new Api.V1.ParkedRecord
        {
            Partition = record.Partition,
            Sequence = record.Sequence,
            Reason = record.Reason,
            ParkTime = record.ParkTime.ToTimestamp(),
            RetryPending = record.IsRetryRequested,
            Record = UnsafeByteOperations.UnsafeWrap(record.Record),
        }));
        if (parked.Count > size)
            response.NextPageToken = PageToken.Write(new ParkedPlace(parked[size - 1].Partition, parked[size - 1].Sequence), list);
        return response;
    }

    public override async Task<RetryParkedRecordResponse> RetryParkedRecord(
        RetryParkedRecordRequest request, ServerCallContext context)
    {
        context.RequireService();
        var store = Find(request.Follower).Store;
        if (!await store.RequestRetryAsync(request.Partition, request.Sequence, time.GetUtcNow(), context.CancellationToken))
            throw Fault.NotFound("parked record", $"{request.Partition}-{request.Sequence}");
        return new RetryParkedRecordResponse();
    }

    public override async Task<AdoptLogResponse> AdoptLog(AdoptLogRequest request, ServerCallContext context)
    {
        context.RequireService();
        var (reason, moved) = await Find(request.Follower).AdoptAsync(request.Force, context.CancellationToken);
        return new AdoptLogResponse
        {
            StopReason = reason,
            Moved =
            {
                moved.Select(each => new MovedPosition { Partition = each.Partition, FormerSequence = each.Former, Sequence = each.Sequence }),
            },
        };
    }

    public override async Task<ListRefusedRowsResponse> ListRefusedRows(ListRefusedRowsRequest request, ServerCallContext context)
    {
        context.RequireService();
        var size = PageSize.Of(request.PageSize);
        string[] list = ["refused"];
        var after = PageToken.Read<RefusedPlace>(request.PageToken, list)?.RowNumber ?? 0;
        var response = new ListRefusedRowsResponse();
        if (outboxes.SingleOrDefault() is not { } outbox)
            return response;
        var refused = await outbox.ListAsync(after, size + 1, context.CancellationToken);
        response.Rows.AddRange(refused.Take(size).Select(row => new Api.V1.RefusedRow
        {
            RowNumber = row.OutboxId,
            ShopId = row.ShopId,
            EventId = row.EventId,
            Reason = row.Reason,
            RefuseTime = row.RefuseTime?.ToTimestamp(),
            RetryTime = row.RetryTime?.ToTimestamp(),
            Message = UnsafeByteOperations.UnsafeWrap(row.Message),
        }));
        if (refused.Count > size)
            response.NextPageToken = PageToken.Write(new RefusedPlace(refused[size - 1].OutboxId), list);
        return response;
    }

    public override async Task<RetryRefusedRowResponse> RetryRefusedRow(RetryRefusedRowRequest request, ServerCallContext context)
    {
        context.RequireService();
        if (outboxes.SingleOrDefault() is not { } outbox || !await outbox.RetryAsync(request.RowNumber, context.CancellationToken))
            throw Fault.NotFound("refused row", $"{request.RowNumber}");
        return new RetryRefusedRowResponse();
    }

    FollowerParking Find(string name) =>
        name.Length == 0
            ? throw Fault.Required("follower")
            : followers.FirstOrDefault(follower => follower.Name == name) ?? throw Fault.NotFound("follower", name);

    /// <summary>Where a page ended.</summary>
    sealed record ParkedPlace(int Partition, long Sequence);

    /// <summary>Where a page ended.</summary>
    sealed record RefusedPlace(long RowNumber);
}
