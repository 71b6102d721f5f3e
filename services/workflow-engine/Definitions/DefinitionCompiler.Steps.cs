using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Definitions;

sealed partial class DefinitionCompiler
{
    const int MaxSteps = 20;
    const int MaxStepId = 50;
    const int MaxTemplateId = 100;
    static readonly TimeSpan s_longestKeep = TimeSpan.FromDays(30);

    List<CompiledStep> Steps(IReadOnlyList<Step> steps)
    {
        if (steps.Count == 0)
            _violations.Required("steps");
        if (steps.Count > MaxSteps)
            _violations.TooLong("steps", $"has {steps.Count} steps; at most {MaxSteps}.");
        var compiled = new List<CompiledStep>();
        var ids = new HashSet<string>();
        for (var index = 0; index < steps.Count; index++)
        {
            var step = steps[index];
            var path = $"steps[{index}]";
            CheckName(step.StepId, $"{path}.step_id", MaxStepId);
            if (step.StepId.Length > 0 && !ids.Add(step.StepId))
                _violations.Invalid($"{path}.step_id", $"'{step.StepId}' is the id of an earlier step; give each its own.");
            switch (step.KindCase)
            {
                case Step.KindOneofCase.Wait:
                    compiled.Add(Wait(step.StepId, step.Wait, $"{path}.wait"));
                    break;
                case Step.KindOneofCase.Send:
                    compiled.Add(Send(step.StepId, step.Send, $"{path}.send"));
                    break;
                default:
                    _violations.Invalid(path, "does nothing; set wait or send.");
                    // Keeps the numbers of the steps behind it.
                    compiled.Add(new WaitFor(step.StepId, TimeSpan.Zero, FrozenSet<string>.Empty));
                    break;
            }
        }
        return compiled;
    }

    WaitFor Wait(string stepId, WaitStep wait, string path)
    {
        if (wait.Duration is null)
            _violations.Required($"{path}.duration");
        var duration = wait.Duration is null ? TimeSpan.Zero : Span(wait.Duration, $"{path}.duration", s_longestWait);
        return new WaitFor(stepId, duration, EventList(wait.RestartOn, $"{path}.restart_on").ToFrozenSet());
    }

    SendMessage Send(string stepId, SendStep send, string path)
    {
        if (send.Channel is Channel.Unspecified || !Enum.IsDefined(send.Channel))
            _violations.Required($"{path}.channel");
        if (send.Purpose is Purpose.Unspecified || !Enum.IsDefined(send.Purpose))
            _violations.Required($"{path}.purpose");
        CheckName(send.TemplateId, $"{path}.template_id", MaxTemplateId);
        TimeSpan? expireAfter = send.ExpireAfter is { } expire ? Span(expire, $"{path}.expire_after", s_longestKeep) : null;
        return new SendMessage(stepId, send.Channel, send.TemplateId, send.Purpose, expireAfter);
    }

    void CheckName(string name, string path, int longest)
    {
        if (name.Length == 0)
            _violations.Required(path);
        else if (name.Length > longest)
            _violations.TooLong(path, $"has {name.Length} characters; at most {longest}.");
        else if (!Name().IsMatch(name))
            _violations.Invalid(path, "takes a-z, 0-9 and - only.");
    }
}
