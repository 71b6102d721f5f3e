namespace Automation.WorkflowEngine.Runs;

/// <summary>What a cooldown is counted for.</summary>
readonly record struct EntryKey(string ShopId, Guid ShopperId, string WorkflowId, string Key);
