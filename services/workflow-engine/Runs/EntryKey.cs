namespace Automation.WorkflowEngine.Runs;

/// <summary>What a cooldown is counted for.</summary>
readonly record struct EntryKey(string ShopId, Guid ShopperId, string WorkflowId, string Key)
{
    public static EntryKey Of(ShopperRun run) => new(run.Workflow.ShopId, run.ShopperId, run.Workflow.WorkflowId, run.Key);
}

/// <summary>When a key last came into a workflow, and when it last went out of it; null: it has not, as far as is known.</summary>
readonly record struct LastRun(DateTimeOffset EnterTime, DateTimeOffset? EndTime)
{
    public static LastRun Of(ShopperRun run) => new(run.EnterTime, run.EndTime);
}
