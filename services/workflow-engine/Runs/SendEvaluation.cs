using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Contents;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Runs;

/// <summary>The rule that a run decides by when it asks for a message, and that is asked again right before the message leaves.</summary>
static class SendEvaluation
{
    /// <summary>Whether a message may be asked for, or leave, with this profile, and what it shows.</summary>
    /// <returns>The content, or why there is none.</returns>
    public static (MessageContent? Content, string Reason) EvaluateSend(
        CompiledWorkflow workflow, ShopperRun run, Profile? profile, DateTimeOffset now)
    {
        var scope = workflow.Scope(null, profile, run.Key, now);
        if (workflow.SendGuard is { } guard && !guard(scope))
            return (null, RunReasons.GuardFalse);
        var (content, reason) = workflow.Content.Now(new(run.Key, run.Subject, run.EnterTime, profile, scope.Cart));
        return content is null ? (null, reason) : (ContentKind.Revised(content), "");
    }
}
