using Automation.Ingestion.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Runs;

/// <summary>What a decision wants done outside its run, committed with it. A closed set: whoever carries effects out handles each kind.</summary>
abstract record Effect
{
    Effect()
    {
    }

    /// <summary>A message is to be sent; its place in the dispatch log comes later.</summary>
    public sealed record Send(DispatchRecord Message) : Effect;

    /// <summary>An event of the shopper is to be recorded.</summary>
    public sealed record Emit(DerivedEvent Event) : Effect;

    /// <summary>The shopper is assigned something at a step of the workflow, for good.</summary>
    public sealed record Assign(string StepId, string Way) : Effect;

    /// <summary>A run of another workflow begins.</summary>
    public sealed record Start(WorkflowVersion Version, string Key, Guid RunId) : Effect;
}
