namespace Automation.WorkflowEngine.Triggers;

/// <summary>A run that is to begin at an instant, if nothing moves it until then.</summary>
/// <param name="StartId">Derived from the workflow and the shopper; also of its timer.</param>
/// <param name="ShopId">The shop.</param>
/// <param name="ShopperId">The shopper.</param>
/// <param name="Partition">The shopper's.</param>
/// <param name="WorkflowId">The workflow.</param>
/// <param name="DueTime">When.</param>
/// <param name="Date">For which date, <c>yyyy-mm-dd</c>.</param>
sealed record PendingStart(
    Guid StartId, string ShopId, Guid ShopperId, int Partition, string WorkflowId, DateTimeOffset DueTime, string Date);
