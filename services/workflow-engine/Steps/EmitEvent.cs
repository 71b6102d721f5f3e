using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Records a custom event of the shopper, and goes on at once.</summary>
sealed class EmitEvent(string stepId, string name, NamedValues properties) : CompiledStep(stepId)
{
    public static EmitEvent Compile(string stepId, EmitEventStep emit, string path, DefinitionScope scope)
    {
        if (emit.Name.Length == 0)
            scope.Violations.Required($"{path}.name");
        else if (EventNames.ActionTypeOf(emit.Name) != CustomEvent.Descriptor)
            scope.Violations.Invalid(
                $"{path}.name", $"'{emit.Name}' cannot be the name of a custom event; use 1 to 100 of a-z, 0-9 and _, beginning with a letter, that no typed action has.");
        return new EmitEvent(stepId, emit.Name, NamedValues.Compile(emit.Properties, $"{path}.properties", scope));
    }

    public override Transition Enter(TransitionDraft draft)
    {
        if (properties.ReadsProfile && draft.Input.Reading is null)
            return Transition.NeedsProfile;
        var values = properties.Read(draft);
        return StepEvents.Emit(draft, this, values, new Event { Custom = new CustomEvent { Name = name, Properties = values } });
    }
}
