using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Asks for a message and goes on when it has met its end. Without <paramref name="expireAfter"/> the message keeps.</summary>
sealed class Send(string stepId, Channel channel, string templateId, Purpose purpose, TimeSpan? expireAfter) : CompiledStep(stepId)
{
    const int MaxTemplateId = 100;
    static readonly TimeSpan s_longestKeep = TimeSpan.FromDays(30);

    /// <summary>What is the same of every message that it asks for: how it reaches the shopper, and what for.</summary>
    public DispatchRecord Kind { get; } = new() { Channel = channel, Purpose = purpose, TemplateId = templateId };

    /// <summary>Whether the shop's stop of all marketing is in its way.</summary>
    public bool IsMarketing => purpose is Purpose.Marketing;

    public static Send Compile(string stepId, SendStep send, string path, DefinitionScope scope)
    {
        var checks = scope.Checks;
        if (send.Channel is Channel.Unspecified || !System.Enum.IsDefined(send.Channel))
            checks.Violations.Required($"{path}.channel");
        if (send.Purpose is Purpose.Unspecified || !System.Enum.IsDefined(send.Purpose))
            checks.Violations.Required($"{path}.purpose");
        // Every channel of today reaches the shopper, who must have agreed.
        if (send.Purpose is Purpose.System)
            checks.Violations.Invalid(
                $"{path}.purpose", "PURPOSE_SYSTEM is for what goes to systems; use PURPOSE_MARKETING or PURPOSE_TRANSACTIONAL for a message to the shopper.");
        checks.Name(send.TemplateId, $"{path}.template_id", MaxTemplateId);
        TimeSpan? expireAfter = send.ExpireAfter is { } expire ? checks.Span(expire, $"{path}.expire_after", s_longestKeep) : null;
        return new Send(stepId, send.Channel, send.TemplateId, send.Purpose, expireAfter);
    }

    public override Transition Enter(TransitionDraft draft)
    {
        if (draft.Input.Reading is null)
            return Transition.NeedsProfile;
        draft.ReadProfile();
        var (content, reason) = SendEvaluation.EvaluateSend(
            draft.Workflow, draft.Run, draft.Input.Reading.Profile, draft.Input.Now);
        if (content is null)
            return RunMachine.End(draft, RunState.Exited, reason);

        if (IsMarketing && HoldOut.Holds(draft))
            return Withhold(draft, content);

        var messageId = NameIds.OfMessage(draft.Run.RunId, StepId, draft.Run.Visit);
        draft.Run = draft.Run with { State = RunState.Sending, DueTime = null, MessageId = messageId };
        draft.Write(new RunEntry
        {
            SendRequested = new SendRequested
            {
                StepId = StepId,
                Visit = draft.Run.Visit,
                MessageId = messageId.ToString(),
                Content = content,
            },
        });
        draft.Want(new Effect.Send(Message(draft, content)));
        return draft.Finish();
    }

    /// <summary>The message that this step asked for has met its end.</summary>
    public override Transition? OnAnswer(CompiledWorkflow workflow, ShopperRun run, EventInput input)
    {
        if (input.Action is not MessageSettled settled || run.MessageId is not { } awaited || settled.MessageId != awaited.ToString())
            return null;
        var draft = new TransitionDraft(workflow, run, input);
        draft.Write(new RunEntry
        {
            SendSettled = new SendSettled
            {
                StepId = StepId,
                MessageId = settled.MessageId,
                Outcome = settled.Outcome,
                Reason = settled.Reason,
            },
        });
        draft.Run = draft.Run with { MessageId = null };
        // The check before the send found what would have ended the run here, had it been so when the message was asked for.
        return settled.Outcome is MessageOutcome.Dropped && RunReasons.EndsRun(settled.Reason)
            ? RunMachine.End(draft, RunState.Exited, settled.Reason)
            : RunMachine.Advance(draft, Next);
    }

    /// <summary>Writes down what the message would have been, and goes on as behind one that was sent.</summary>
    Transition Withhold(TransitionDraft draft, MessageContent content)
    {
        draft.Write(new RunEntry
        {
            SendWithheld = new SendWithheld
            {
                StepId = StepId,
                Visit = draft.Run.Visit,
                Channel = channel,
                TemplateId = templateId,
                Content = content,
            },
        });
        return RunMachine.Advance(draft, Next);
    }

    DispatchRecord Message(TransitionDraft draft, MessageContent content)
    {
        var run = draft.Run;
        return new DispatchRecord
        {
            Partition = run.Partition,
            ShopId = run.Workflow.ShopId,
            ShopperId = run.ShopperId.ToString(),
            MessageId = run.MessageId.ToString(),
            RunId = run.RunId.ToString(),
            WorkflowId = run.Workflow.WorkflowId,
            WorkflowVersion = run.Workflow.Version,
            StepId = StepId,
            Visit = run.Visit,
            Channel = channel,
            Purpose = purpose,
            TemplateId = templateId,
            Content = content,
            DecideTime = draft.Input.Now.ToTimestamp(),
            ExpireTime = expireAfter is { } keep ? (draft.Input.Now + keep).ToTimestamp() : null,
            Position = draft.Input.Position,
            Depth = run.Depth,
        };
    }
}
