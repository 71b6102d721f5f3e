namespace Automation.WorkflowEngine.Runs;

/// <summary>When runs of some shoppers began, by workflow: what limits of entries are counted from.</summary>
sealed class RecentEntries
{
    readonly Dictionary<(string ShopId, Guid ShopperId, string WorkflowId), List<DateTimeOffset>> _entries = [];

    public void Add(string shopId, Guid shopperId, string workflowId, DateTimeOffset enterTime)
    {
        if (!_entries.TryGetValue((shopId, shopperId, workflowId), out var times))
            _entries[(shopId, shopperId, workflowId)] = times = [];
        times.Add(enterTime);
    }

    public void Add(ShopperRun run) => Add(run.Workflow.ShopId, run.ShopperId, run.Workflow.WorkflowId, run.EnterTime);

    public IReadOnlyList<DateTimeOffset> Of(string shopId, Guid shopperId, string workflowId) =>
        _entries.GetValueOrDefault((shopId, shopperId, workflowId)) ?? [];
}
