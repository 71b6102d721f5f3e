using Automation.EventLog.Following;
using Automation.EventLog.Incarnations;
using Automation.Ingestion.V1;

namespace Automation.WorkflowEngine.Checks;

/// <summary>
/// Ingestion's heads, and whether they are of the log that was folded down to here. Where they are not, an event that was
/// acked may stand under a number that was handled long ago: then nothing may be decided by them.
/// </summary>
sealed class AcceptedHeads(
    EventLogService.EventLogServiceClient ingestion, [FromKeyedServices(WorkflowEngineModule.FollowerName)] IFollowerPositions positions)
{
    public async Task<(HeadsResponse Answer, string? Objection)> AskAsync(CancellationToken cancellationToken)
    {
        // Before the question: what was handled by then cannot be above the heads.
        var stand = await positions.StandAsync(cancellationToken);
        var answer = await ingestion.HeadsAsync(new(), cancellationToken: cancellationToken);
        var objection = stand.StopReason.Length > 0
            ? stand.StopReason
            : LogAgreement.Objection(stand.Upstream, stand.Positions, answer.Incarnation, [.. answer.Heads.Select(head => head.Sequence)]);
        return (answer, objection);
    }
}
