using Automation.Api.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.ServiceDefaults.Following;

/// <summary>What a follower of this service has parked.</summary>
sealed record FollowerParking(string Name, FollowerStore Store);

/// <summary>Lists and retries parked records.</summary>
sealed class ParkingRpc(IEnumerable<FollowerParking> followers, TimeProvider time) : ParkingService.ParkingServiceBase
{
    const int DefaultPage = 50;
    const int LargestPage = 500;

    public override async Task<ListParkedRecordsResponse> ListParkedRecords(
        ListParkedRecordsRequest request, ServerCallContext context)
    {
        context.RequireService();
        var store = Find(request.Follower);
        if (request.PageSize < 0)
            throw Fault.Invalid("page_size", "must not be negative.");
        var size = request.PageSize == 0 ? DefaultPage : Math.Min(request.PageSize, LargestPage);
        var parked = await store.ListParkedAsync(ReadToken(request.PageToken), size + 1, isRetryOnly: false, context.CancellationToken);
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
            response.NextPageToken = $"{parked[size - 1].Partition}-{parked[size - 1].Sequence}";
        return response;
    }

    public override async Task<RetryParkedRecordResponse> RetryParkedRecord(
        RetryParkedRecordRequest request, ServerCallContext context)
    {
        context.RequireService();
        var store = Find(request.Follower);
        if (!await store.RequestRetryAsync(request.Partition, request.Sequence, time.GetUtcNow(), context.CancellationToken))
            throw Fault.NotFound("parked record", $"{request.Partition}-{request.Sequence}");
        return new RetryParkedRecordResponse();
    }

    FollowerStore Find(string name) =>
        name.Length == 0
            ? throw Fault.Required("follower")
            : followers.FirstOrDefault(follower => follower.Name == name)?.Store ?? throw Fault.NotFound("follower", name);

    static (int Partition, long Sequence) ReadToken(string token)
    {
        if (token.Length == 0)
            return (-1, 0);
        var parts = token.Split('-');
        return parts.Length == 2 && int.TryParse(parts[0], out var partition) && long.TryParse(parts[1], out var sequence)
            ? (partition, sequence)
            : throw new Fault(FaultReasons.PageTokenInvalid, "page_token", "is not a token of this list; begin without one.");
    }
}
