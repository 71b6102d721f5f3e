using Automation.EventLog.Following;
using Automation.WorkflowEngine.Checks;

namespace Automation.WorkflowEngine.Intake;

/// <summary>The heads that timers go by.</summary>
sealed class TimerHeads(AcceptedHeads eventLog) : IDatedHeads
{
    public async Task<(DatedHeads Heads, string? Objection)> AskAsync(CancellationToken cancellationToken)
    {
        var (answer, objection) = await eventLog.AskAsync(cancellationToken);
        return (new([.. answer.Heads.Select(head => head.Sequence)], answer.AsOfTime.ToDateTimeOffset()), objection);
    }
}
