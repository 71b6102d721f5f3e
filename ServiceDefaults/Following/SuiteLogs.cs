using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.ServiceDefaults.Following;

/// <summary>The event log of ingestion.</summary>
public sealed class EventLog(CallInvoker calls) : FollowedLog<LoggedEvent>(EventLog.LogName, LoggedEvent.Parser)
{
    public const string LogName = "event";

    readonly EventLogService.EventLogServiceClient _client = new(calls);

    public override async Task<long[]> HeadsAsync(CancellationToken cancellationToken) =>
        [.. (await _client.HeadsAsync(new(), cancellationToken: cancellationToken)).Heads.Select(head => head.Sequence)];

    public override async Task<IReadOnlyList<LoggedEvent>> ReadAsync(int partition, long afterSequence, int maxRecords, CancellationToken cancellationToken) =>
        (await _client.ReadPartitionAsync(
            new() { Partition = partition, AfterSequence = afterSequence, MaxRecords = maxRecords }, cancellationToken: cancellationToken)).Records;

    public override bool IsReadable(LoggedEvent record) => record.RecordCase is not LoggedEvent.RecordOneofCase.None;

    public override long SequenceOf(LoggedEvent record) => record.Sequence;

    public override string TraceparentOf(LoggedEvent record) => record.Traceparent;
}

/// <summary>The membership log of segmentation.</summary>
public sealed class MembershipLog(CallInvoker calls) : FollowedLog<MembershipRecord>(MembershipLog.LogName, MembershipRecord.Parser)
{
    public const string LogName = "membership";

    readonly MembershipLogService.MembershipLogServiceClient _client = new(calls);

    public override async Task<long[]> HeadsAsync(CancellationToken cancellationToken) =>
        [.. (await _client.HeadsAsync(new(), cancellationToken: cancellationToken)).Heads.Select(head => head.Sequence)];

    public override async Task<IReadOnlyList<MembershipRecord>> ReadAsync(int partition, long afterSequence, int maxRecords, CancellationToken cancellationToken) =>
        (await _client.ReadPartitionAsync(
            new() { Partition = partition, AfterSequence = afterSequence, MaxRecords = maxRecords }, cancellationToken: cancellationToken)).Records;

    public override bool IsReadable(MembershipRecord record) => record.Event.RecordCase is not LoggedEvent.RecordOneofCase.None;

    public override long SequenceOf(MembershipRecord record) => record.Event.Sequence;

    public override string TraceparentOf(MembershipRecord record) => record.Event.Traceparent;
}

/// <summary>The dispatch log of workflow-engine.</summary>
public sealed class DispatchLog(CallInvoker calls) : FollowedLog<DispatchRecord>(DispatchLog.LogName, DispatchRecord.Parser)
{
    public const string LogName = "dispatch";

    readonly DispatchLogService.DispatchLogServiceClient _client = new(calls);

    public override async Task<long[]> HeadsAsync(CancellationToken cancellationToken) =>
        [.. (await _client.HeadsAsync(new(), cancellationToken: cancellationToken)).Heads.Select(head => head.Sequence)];

    public override async Task<IReadOnlyList<DispatchRecord>> ReadAsync(int partition, long afterSequence, int maxRecords, CancellationToken cancellationToken) =>
        (await _client.ReadPartitionAsync(
            new() { Partition = partition, AfterSequence = afterSequence, MaxRecords = maxRecords }, cancellationToken: cancellationToken)).Records;

    public override bool IsReadable(DispatchRecord record) => record.MessageId.Length > 0;

    public override long SequenceOf(DispatchRecord record) => record.Sequence;

    public override string TraceparentOf(DispatchRecord record) => record.Traceparent;
}
