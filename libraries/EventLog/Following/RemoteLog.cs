using Google.Protobuf;
using Grpc.Core;

namespace Automation.EventLog.Following;

/// <summary>A log of another service, read over gRPC.</summary>
sealed class RemoteLog<TRecord>(LogContract<TRecord> contract, CallInvoker calls) : FollowedLog<TRecord>(contract.Name, contract.Parser)
    where TRecord : IMessage<TRecord>
{
    public override Task<FollowedHeads> HeadsAsync(CancellationToken cancellationToken) => contract.HeadsAsync(calls, cancellationToken);

    public override Task<FollowedPage<TRecord>> ReadAsync(
        int partition, long afterSequence, int maxRecords, CancellationToken cancellationToken) =>
        contract.ReadAsync(calls, new LogPageRequest(partition, afterSequence, maxRecords), cancellationToken);

    public override bool IsReadable(TRecord record) => contract.IsReadable(record);

    public override long SequenceOf(TRecord record) => contract.SequenceOf(record);

    public override string TraceparentOf(TRecord record) => contract.TraceparentOf(record);
}
