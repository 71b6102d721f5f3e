using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Runs;

static partial class RunMachine
{
    /// <summary>
    /// Whether a message may be asked for, or leave, with this profile, and what it shows. The same rule when the run
    /// decides and right before the send.
    /// </summary>
    /// <returns>The content, or why there is none.</returns>
    public static (MessageContent? Content, string Reason) Judge(CompiledWorkflow workflow, string key, Profile? profile)
    {
        var scope = workflow.Scope(null, profile, key);
        if (workflow.SendGuard is { } guard && !guard(scope))
            return (null, RunReasons.GuardFalse);
        return workflow.IsAboutCart && scope.Cart is not { Lines.Count: > 0 }
            ? (null, RunReasons.CartEmpty)
            : (CartContent.Of(scope.Cart), "");
    }

    static Transition Send(TransitionDraft draft, SendMessage send)
    {
        if (draft.Input.Reading is null)
            return Transition.NeedsProfile;
        draft.ReadProfile();
        var (content, reason) = Judge(draft.Workflow, draft.Run.Key, draft.Input.Reading.Profile);
        if (content is null)
            return End(draft, RunState.Exited, reason);

        var run = draft.Run;
        var messageId = NameIds.OfMessage(run.RunId, send.StepId, run.Visit);
        draft.Run = run with { State = RunState.Sending, DueTime = null, MessageId = messageId };
        draft.Write(new RunEntry
        {
            SendRequested = new SendRequested
            {
                StepId = send.StepId,
                Visit = run.Visit,
                MessageId = messageId.ToString(),
                Content = content,
            },
        });
        return draft.Finish() with
        {
            Dispatch = new DispatchRecord
            {
                Partition = run.Partition,
                ShopId = run.Workflow.ShopId,
                ShopperId = run.ShopperId.ToString(),
                MessageId = messageId.ToString(),
                RunId = run.RunId.ToString(),
                WorkflowId = run.Workflow.WorkflowId,
                WorkflowVersion = run.Workflow.Version,
                StepId = send.StepId,
                Visit = run.Visit,
                Channel = send.Channel,
                Purpose = send.Purpose,
                TemplateId = send.TemplateId,
                Content = content,
                DecideTime = draft.Input.Now.ToTimestamp(),
                ExpireTime = send.ExpireAfter is { } keep ? (draft.Input.Now + keep).ToTimestamp() : null,
                Position = draft.Input.Position,
                Depth = run.Depth,
            },
        };
    }

    static Transition OnSettled(TransitionDraft draft, MessageSettled settled)
    {
        draft.Write(new RunEntry
        {
            SendSettled = new SendSettled
            {
                StepId = draft.StepId,
                MessageId = settled.MessageId,
                Outcome = settled.Outcome,
                Reason = settled.Reason,
            },
        });
        draft.Run = draft.Run with { MessageId = null };
        // The last check found what would have ended the run here, had it been so when the message was asked for.
        if (settled is { Outcome: MessageOutcome.Dropped, Reason: RunReasons.GuardFalse or RunReasons.CartEmpty })
            return End(draft, RunState.Exited, settled.Reason);
        return Advance(draft, draft.Run.Step + 1);
    }
}
