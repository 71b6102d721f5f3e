using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Runs;

/// <summary>The rule that a run decides by when it asks for a message, and that is asked again right before the message leaves.</summary>
static class SendEvaluation
{
    /// <summary>Whether a message may be asked for, or leave, with this profile, and what it shows.</summary>
    /// <returns>The content, or why there is none.</returns>
    public static (MessageContent? Content, string Reason) EvaluateSend(
        CompiledWorkflow workflow, string key, Profile? profile, DateTimeOffset now)
    {
        var scope = workflow.Scope(null, profile, key, now);
        if (workflow.SendGuard is { } guard && !guard(scope))
            return (null, RunReasons.GuardFalse);
        return workflow.IsAboutCart && !IsThere(scope.Cart, workflow)
            ? (null, RunReasons.CartEmpty)
            : (CartContent.Of(scope.Cart), "");
    }

    // What was bought is in nobody's cart any more, whatever the definition forgot to say; only one that begins with the order is
    // about just that.
    static bool IsThere(Cart? cart, CompiledWorkflow workflow) =>
        cart is { Lines.Count: > 0 } && (cart.State is not CartState.Ordered || workflow.Trigger.Has(EventNames.OrderCompleted));
}
