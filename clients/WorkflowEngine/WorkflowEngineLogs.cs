using Automation.EventLog.Following;
using Automation.WorkflowEngine.V1;

namespace Automation.Clients.WorkflowEngine;

/// <summary>What workflow-engine lets others follow.</summary>
public static class WorkflowEngineLogs
{
    /// <summary>The dispatch log: what workflows want sent.</summary>
    public static LogContract<DispatchRecord> Dispatches { get; } = new()
    {
        Name = "dispatch",
        Producer = "workflow-engine",
        Parser = DispatchRecord.Parser,
        HeadsAsync = async (calls, token) =>
        {
            var answer = await new DispatchLogService.DispatchLogServiceClient(calls).HeadsAsync(new(), cancellationToken: token);
            return FollowedHeads.Of(answer.Heads, answer.Incarnation);
        },
        ReadAsync = async (calls, page, token) =>
        {
            var answer = await new DispatchLogService.DispatchLogServiceClient(calls).ReadPartitionAsync(
                new() { Partition = page.Partition, AfterSequence = page.AfterSequence, MaxRecords = page.MaxRecords },
                cancellationToken: token);
            return new(answer.Records, answer.Incarnation);
        },
        IsReadable = record => record.MessageId.Length > 0,
        SequenceOf = record => record.Sequence,
        TraceparentOf = record => record.Traceparent,
    };
}
