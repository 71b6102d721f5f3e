using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Steps;

/// <summary>The registry of what a step can be.</summary>
static class StepKinds
{
    static readonly string s_names = string.Join(" or ", Step.Descriptor.Oneofs[0].Fields.Select(field => field.Name));

    /// <summary>The step, ready to run; null when it has no kind, which is then a violation.</summary>
    public static CompiledStep? Compile(Step step, string path, FieldChecks checks)
    {
        switch (step.KindCase)
        {
            case Step.KindOneofCase.Wait:
                return Wait.Compile(step.StepId, step.Wait, $"{path}.wait", checks);
            case Step.KindOneofCase.Send:
                return Send.Compile(step.StepId, step.Send, $"{path}.send", checks);
            default:
                checks.Violations.Invalid(path, $"this step has no kind that this build knows; set {s_names}.");
                return null;
        }
    }
}
