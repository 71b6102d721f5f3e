using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Sets traits of the shopper by an event, and goes on at once.</summary>
sealed class SetTrait(string stepId, NamedValues traits) : CompiledStep(stepId)
{
    public static SetTrait Compile(string stepId, SetTraitStep set, string path, DefinitionScope scope)
    {
        if (set.Traits.Count == 0)
            scope.Violations.Required($"{path}.traits");
        return new SetTrait(stepId, NamedValues.Compile(set.Traits, $"{path}.traits", scope));
    }

    public override Transition Enter(TransitionDraft draft)
    {
        if (traits.ReadsProfile && draft.Input.Reading is null)
            return Transition.NeedsProfile;
        var values = traits.Read(draft);
        return values.Fields.Count == 0
            ? StepEvents.EmitNothing(draft, this)
            : StepEvents.Emit(draft, this, values, new Event { ShopperIdentified = new ShopperIdentified { Traits = values } });
    }
}
