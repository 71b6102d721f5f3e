using Automation.Commerce.V1;

namespace Automation.WorkflowEngine.Simulation;

/// <summary>What a shopper did, as the log has it.</summary>
/// <param name="Shopper">As the caller names the shopper.</param>
/// <param name="ShopperId">The shopper.</param>
/// <param name="Partition">Where the records are.</param>
/// <param name="Records">In order: sequences rise, log times do not fall.</param>
sealed record ShopperHistory(string Shopper, Guid ShopperId, int Partition, IReadOnlyList<LoggedEvent> Records);
