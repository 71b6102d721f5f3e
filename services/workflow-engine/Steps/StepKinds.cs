using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Steps;

/// <summary>The registry of what a step can be.</summary>
static class StepKinds
{
    static readonly string s_names = string.Join(", ", Step.Descriptor.Oneofs[0].Fields.Select(field => field.Name));

    /// <summary>The step, ready to run; null when it has no kind, which is then a violation.</summary>
    public static CompiledStep? Compile(Step step, string path, DefinitionScope scope)
    {
        switch (step.KindCase)
        {
            case Step.KindOneofCase.Wait:
                return Wait.Compile(step.StepId, step.Wait, $"{path}.wait", scope);
            case Step.KindOneofCase.Send:
                return Send.Compile(step.StepId, step.Send, $"{path}.send", scope);
            case Step.KindOneofCase.Branch:
                return Branch.Compile(step.StepId, step.Branch, $"{path}.branch", scope);
            case Step.KindOneofCase.WaitUntil:
                return WaitUntil.Compile(step.StepId, step.WaitUntil, $"{path}.wait_until", scope);
            case Step.KindOneofCase.WaitForEvent:
                return WaitForEvent.Compile(step.StepId, step.WaitForEvent, $"{path}.wait_for_event", scope);
            case Step.KindOneofCase.WaitLocal:
                return WaitLocal.Compile(step.StepId, step.WaitLocal, $"{path}.wait_local", scope);
            case Step.KindOneofCase.SetTrait:
                return SetTrait.Compile(step.StepId, step.SetTrait, $"{path}.set_trait", scope);
            case Step.KindOneofCase.EmitEvent:
                return EmitEvent.Compile(step.StepId, step.EmitEvent, $"{path}.emit_event", scope);
            case Step.KindOneofCase.ChangeList:
                return ChangeList.Compile(step.StepId, step.ChangeList, $"{path}.change_list", scope);
            case Step.KindOneofCase.RandomSplit:
                return RandomSplit.Compile(step.StepId, step.RandomSplit, $"{path}.random_split", scope);
            case Step.KindOneofCase.HoldOut:
                return HoldOut.Compile(step.StepId, step.HoldOut, $"{path}.hold_out", scope);
            case Step.KindOneofCase.StartWorkflow:
                return StartWorkflow.Compile(step.StepId, step.StartWorkflow, $"{path}.start_workflow", scope);
            case Step.KindOneofCase.End:
                return new End(step.StepId);
            default:
                scope.Violations.Invalid(path, $"this step has no kind that this build knows; set one of {s_names}.");
                return null;
        }
    }
}
