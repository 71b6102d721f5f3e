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
}
