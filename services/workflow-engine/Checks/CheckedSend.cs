using Automation.WorkflowEngine.Runs;

namespace Automation.WorkflowEngine.Checks;

/// <summary>A message about to leave, with what its run and the ledger say of it.</summary>
/// <param name="Run">The run that asked for it; null when none of this shopper did.</param>
/// <param name="IsSettled">Whether it has met its end.</param>
sealed record CheckedSend(ShopperRun? Run, bool IsSettled);
