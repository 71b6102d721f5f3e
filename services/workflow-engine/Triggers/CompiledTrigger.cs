using Automation.WorkflowEngine.Definitions;

namespace Automation.WorkflowEngine.Triggers;

/// <summary>What begins runs.</summary>
/// <param name="Starts">By the names of events, or of what is called like one.</param>
/// <param name="Date">When it comes near; null: it is no date.</param>
sealed record CompiledTrigger(EventRule Starts, DateRule? Date = null);
