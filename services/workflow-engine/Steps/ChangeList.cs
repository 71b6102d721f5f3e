using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Puts the shopper into a list or takes it out by an event, and goes on at once.</summary>
sealed class ChangeList(string stepId, string listId, ListChange change) : CompiledStep(stepId)
{
    const int MaxListId = 50;

    public static ChangeList Compile(string stepId, ChangeListStep step, string path, DefinitionScope scope)
    {
        scope.Checks.Name(step.ListId, $"{path}.list_id", MaxListId);
        if (step.Change is ListChange.Unspecified || !System.Enum.IsDefined(step.Change))
            scope.Violations.Required($"{path}.change");
        return new ChangeList(stepId, step.ListId, step.Change);
    }

    public override Transition Enter(TransitionDraft draft)
    {
        var listChanged = new ListChanged { ListId = listId, Change = change, Reason = $"workflow {draft.Run.Workflow.WorkflowId}" };
        var name = change is ListChange.Joined ? "LIST_CHANGE_JOINED" : "LIST_CHANGE_LEFT";
        var values = new Struct { Fields = { ["list_id"] = Value.ForString(listId), ["change"] = Value.ForString(name) } };
        return StepEvents.Emit(draft, this, values, new Event { ListChanged = listChanged });
    }
}
