using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Google.Protobuf;

namespace Automation.Ingestion.Storage;

/// <summary>A row of the log: an event, or a control record that an event caused.</summary>
/// <param name="Cause">The event.</param>
/// <param name="SubjectId">Whom the row is about; null for a product.</param>
/// <param name="Partition">0 to 15.</param>
/// <param name="Sequence">From 1.</param>
/// <param name="Control">Null for an event itself.</param>
readonly record struct LogRow(PendingEvent Cause, Guid? SubjectId, int Partition, long Sequence, byte[]? Control)
{
    public byte[]? Payload => Control is null ? Cause.Payload : null;

    /// <summary>The plan's rows, each event with what it caused behind it.</summary>
    public static void Fill(List<LogRow> rows, IReadOnlyList<PendingEvent> events, AppendPlan plan)
    {
        rows.Clear();
        for (var i = 0; i < events.Count; i++)
        {
            var result = plan.Results[i];
            if (result.Outcome is not AppendOutcome.Recorded)
                continue;
            var own = events[i].Control is null ? null : events[i].Payload;
            rows.Add(new LogRow(result.Settled ?? events[i], result.ShopperId, result.Partition, result.Sequence, own));
            foreach (var placed in result.Controls ?? [])
                rows.Add(new LogRow(events[i], placed.SubjectId, placed.Partition, placed.Sequence, placed.Record.ToByteArray()));
        }
    }
}
