using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;

namespace Automation.Clients.Ingestion;

/// <summary>What ingestion lets others follow.</summary>
public static class IngestionLogs
{
    /// <summary>The event log.</summary>
    public static LogContract<LoggedEvent> Events { get; } = new()
    {
        Name = "event",
        Producer = "ingestion",
        Parser = LoggedEvent.Parser,
        HeadsAsync = async (calls, token) =>
        {
            var answer = await new EventLogService.EventLogServiceClient(calls).HeadsAsync(new(), cancellationToken: token);
            return FollowedHeads.Of(answer.Heads, answer.Incarnation);
        },
        ReadAsync = async (calls, page, token) =>
        {
            var answer = await new EventLogService.EventLogServiceClient(calls).ReadPartitionAsync(
                new() { Partition = page.Partition, AfterSequence = page.AfterSequence, MaxRecords = page.MaxRecords },
                cancellationToken: token);
            return new(answer.Records, answer.Incarnation);
        },
        IsReadable = record => record.RecordCase is not LoggedEvent.RecordOneofCase.None,
        SequenceOf = record => record.Sequence,
        TraceparentOf = record => record.Traceparent,
    };
}
