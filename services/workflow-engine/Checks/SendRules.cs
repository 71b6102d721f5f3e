using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Steps;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Checks;

/// <summary>Whether a message may still leave. Pure, as the run's own decision is.</summary>
static class SendRules
{
    /// <summary>Says no for what run and ledger alone decide; null when the profile has the last word.</summary>
    public static SendVerdict? WithoutProfile(CheckedSend send, Guid messageId, CompiledWorkflow? workflow)
    {
        if (send.Run is null)
            return Drop(RunReasons.MessageUnknown);
        if (send.IsSettled)
            return Drop(RunReasons.MessageSettled);
        if (!send.Run.IsOpen || send.Run.MessageId != messageId)
            return Drop(RunReasons.RunExited);
        return workflow is null ? Drop(RunReasons.DefinitionInvalid) : null;
    }

    /// <summary>Lets a message wait while its workflow is paused or the shop's marketing is stopped; null: neither is in its way.</summary>
    public static SendVerdict? WhilePaused(ShopperRun run, CompiledWorkflow workflow, RegistrySnapshot registry)
    {
        var (shopId, workflowId, _) = run.Workflow;
        if (registry.PausedOf(shopId).Contains(workflowId))
            return new() { Verdict = Verdict.Defer, Reason = RunReasons.WorkflowPaused };
        return workflow.Steps[run.Step] is Send { IsMarketing: true } && registry.StoppedMarketing.Contains(shopId)
            ? new() { Verdict = Verdict.Defer, Reason = RunReasons.MarketingStopped }
            : null;
    }

    /// <summary>The last word.</summary>
    /// <param name="now">An instant that the log was known to be complete up to.</param>
    public static SendVerdict WithProfile(ShopperRun run, CompiledWorkflow workflow, Profile? profile, string revision, DateTimeOffset now)
    {
        var (content, reason) = SendEvaluation.EvaluateSend(workflow, run, profile, now);
        if (content is null)
            return Drop(reason);
        return content.Revision == revision
            ? new SendVerdict { Verdict = Verdict.Go }
            : new SendVerdict { Verdict = Verdict.Changed, Content = content };
    }

    static SendVerdict Drop(string reason) => new() { Verdict = Verdict.Drop, Reason = reason };
}
