using Automation.Api.V1;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.EventLog.Following;

/// <summary>A log of another service, read over gRPC.</summary>
sealed class RemoteLog<TRecord>(LogContract<TRecord> contract, CallInvoker calls) : FollowedLog<TRecord>(contract.Name, contract.Parser)
    where TRecord : IMessage<TRecord>
{
    // One look into a small table; what takes longer is better asked of another replica.
    static readonly TimeSpan HeadsTimeout = TimeSpan.FromSeconds(2);

    public override Task<FollowedHeads> HeadsAsync(CancellationToken cancellationToken) =>
        InTimeAsync(token => contract.HeadsAsync(calls, token), cancellationToken);

    public override Task<long> ProducerBehindAsync(CancellationToken cancellationToken) => InTimeAsync(
        async token =>
        {
            // Of its followers alone: nothing that is scheduled was due then.
            var request = new GetProgressRequest { DueByTime = DateTimeOffset.UnixEpoch.ToTimestamp() };
            var progress = await new ProgressService.ProgressServiceClient(calls).GetProgressAsync(request, cancellationToken: token);
            return progress.Followers.Sum(follower => follower.BehindCount);
        },
        cancellationToken);

    public override Task<FollowedPage<TRecord>> ReadAsync(
        int partition, long afterSequence, int maxRecords, CancellationToken cancellationToken) =>
        contract.ReadAsync(calls, new LogPageRequest(partition, afterSequence, maxRecords), cancellationToken);

    public override bool IsReadable(TRecord record) => contract.IsReadable(record);

    public override long SequenceOf(TRecord record) => contract.SequenceOf(record);

    public override string TraceparentOf(TRecord record) => contract.TraceparentOf(record);

    async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(HeadsTimeout);
        try
        {
            return await ask(timeout.Token);
        }
        catch (Exception exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new Fault(
                FaultReasons.PeerUnavailable,
                $"{contract.Producer} did not say within {HeadsTimeout.TotalSeconds:0} s how far its {contract.Name} log is ({exception.GetType().Name}); it is asked again.");
        }
    }
}
