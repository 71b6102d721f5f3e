using Automation.EventLog.Following;
using Automation.EventLog.Incarnations;
using Automation.Ingestion.V1;

namespace Automation.Recommendations.Intake;

/// <summary>The heads that waves go by, where they are of the log that was folded down to here.</summary>
sealed class EventLogHeads(
    EventLogService.EventLogServiceClient ingestion, [FromKeyedServices(FollowerNames.Catalog)] IFollowerPositions positions) : IDatedHeads
{
    public async Task<(DatedHeads Heads, string? Objection)> AskAsync(CancellationToken cancellationToken)
    {
        // Before the question: what was handled by then cannot be above the heads.
        var stand = await positions.StandAsync(cancellationToken);
        var answer = await ingestion.HeadsAsync(new(), cancellationToken: cancellationToken);
        var heads = new DatedHeads([.. answer.Heads.Select(head => head.Sequence)], answer.AsOfTime.ToDateTimeOffset());
        var objection = stand.StopReason.Length > 0
            ? stand.StopReason
            : LogAgreement.Objection(stand.Incarnation, stand.Positions, answer.Incarnation, heads.Sequences);
        return (heads, objection);
    }
}
