using System.Collections.Frozen;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>Every activated workflow of every shop, as of one value of the change counter.</summary>
sealed class RegistrySnapshot
{
    public static readonly RegistrySnapshot Empty = new(0, [], FrozenDictionary<WorkflowVersion, CompiledWorkflow>.Empty);

    readonly FrozenDictionary<WorkflowVersion, CompiledWorkflow> _compiled;
    readonly FrozenDictionary<(string ShopId, string EventName), ActivationTimeline[]> _triggered;
    readonly FrozenSet<(string ShopId, string EventName)> _runEvents;
    readonly FrozenDictionary<(string ShopId, string WorkflowId), ActivationTimeline> _timelines;
    readonly FrozenDictionary<string, FrozenSet<string>> _paused;
    readonly FrozenDictionary<string, ShopSteps> _steps;

    public RegistrySnapshot(
        long counter, IReadOnlyList<ActivationTimeline> timelines, FrozenDictionary<WorkflowVersion, CompiledWorkflow> compiled)
    {
        Counter = counter;
        _compiled = compiled;
        var versions = timelines.SelectMany(timeline => timeline.Activations
            .Select(activation => new WorkflowVersion(timeline.ShopId, timeline.WorkflowId, activation.Version))
            .Distinct()
            .Where(compiled.ContainsKey)
            .Select(version => (timeline, version, Workflow: compiled[version]))).ToList();
        _triggered = versions
            .SelectMany(row => row.Workflow.Trigger.Names.Select(name => ((row.version.ShopId, name), row.timeline)))
            .GroupBy(pair => pair.Item1, pair => pair.timeline)
            .ToFrozenDictionary(group => group.Key, group => group.Distinct().ToArray());
        Once = versions
            .Where(row => row.Workflow.Reentry.Cooldown == TimeSpan.MaxValue)
            .Select(row => (row.version.ShopId, row.version.WorkflowId))
            .ToFrozenSet();
        _runEvents = versions
            .SelectMany(row => row.Workflow.RunEvents.Select(name => (row.version.ShopId, name)))
            .ToFrozenSet();
        _timelines = timelines.ToFrozenDictionary(timeline => (timeline.ShopId, timeline.WorkflowId));
        _paused = timelines.Where(timeline => timeline.IsPaused)
            .GroupBy(timeline => timeline.ShopId, timeline => timeline.WorkflowId)
            .ToFrozenDictionary(shop => shop.Key, shop => shop.ToFrozenSet());
        _steps = versions
            .GroupBy(row => row.version.ShopId)
            .ToFrozenDictionary(
                shop => shop.Key, shop => ShopSteps.Of(shop.Select(row => (row.version.WorkflowId, row.Workflow)).ToList()));
    }

    public long Counter { get; }

    /// <summary>Workflows that let, or once let, a key in only once.</summary>
    public IReadOnlyCollection<(string ShopId, string WorkflowId)> Once { get; }

    /// <summary>Shops whose marketing is stopped.</summary>
    public FrozenSet<string> StoppedMarketing { get; init; } = [];

    /// <summary>Ids of a shop's workflows that are paused by now.</summary>
    public FrozenSet<string> PausedOf(string shopId) => _paused.GetValueOrDefault(shopId) ?? [];

    /// <summary>Whether an event at this place begins no run, for the workflow is paused there.</summary>
    public bool IsPausedAt(string shopId, string workflowId, int partition, long sequence) =>
        _timelines.TryGetValue((shopId, workflowId), out var timeline) && timeline.IsPausedAt(partition, sequence);

    /// <summary>Null when this build cannot compile it.</summary>
    public CompiledWorkflow? Find(WorkflowVersion version) => _compiled.GetValueOrDefault(version);

    /// <summary>What steps of a shop's workflows need to be told.</summary>
    public ShopSteps StepsOf(string shopId) => _steps.GetValueOrDefault(shopId) ?? ShopSteps.None;

    /// <summary>The version of a workflow that may begin at this place; null: none.</summary>
    public (WorkflowVersion Version, CompiledWorkflow Workflow)? ActiveAt(string shopId, string workflowId, int partition, long sequence)
    {
        if (!_timelines.TryGetValue((shopId, workflowId), out var timeline))
            return null;
        var version = new WorkflowVersion(shopId, workflowId, timeline.VersionAt(partition, sequence));
        return Find(version) is { } workflow ? (version, workflow) : null;
    }

    /// <summary>The version of each workflow of a shop that begins runs of what is logged from now on.</summary>
    public Dictionary<string, CompiledWorkflow> ActiveOf(string shopId)
    {
        var active = new Dictionary<string, CompiledWorkflow>();
        foreach (var timeline in _timelines.Values.Where(timeline => timeline.ShopId == shopId))
        {
            if (Find(new WorkflowVersion(shopId, timeline.WorkflowId, timeline.Activations[^1].Version)) is { } workflow)
                active[timeline.WorkflowId] = workflow;
        }
        return active;
    }

    /// <summary>Versions whose schedules may come now.</summary>
    public IEnumerable<(WorkflowVersion Version, CompiledWorkflow Workflow)> Scheduled
    {
        get
        {
            foreach (var timeline in _timelines.Values)
            {
                var version = new WorkflowVersion(timeline.ShopId, timeline.WorkflowId, timeline.Activations[^1].Version);
                if (!timeline.IsPaused && Find(version) is { Schedule: not null } workflow)
                    yield return (version, workflow);
            }
        }
    }

    /// <summary>Whether runs of the shop that go on may care for such an event.</summary>
    public bool MeansSomethingToRuns(string shopId, string eventName) => _runEvents.Contains((shopId, eventName));

    /// <summary>Whether such an event begins, or once began, runs in the shop.</summary>
    public bool MayTrigger(string shopId, string eventName) => _triggered.ContainsKey((shopId, eventName));

    /// <summary>The versions that an event at this place may begin a run of.</summary>
    public IEnumerable<(WorkflowVersion Version, CompiledWorkflow Workflow)> TriggeredBy(
        string shopId, string eventName, int partition, long sequence)
    {
        foreach (var timeline in _triggered.GetValueOrDefault((shopId, eventName)) ?? [])
        {
            var version = new WorkflowVersion(shopId, timeline.WorkflowId, timeline.VersionAt(partition, sequence));
            if (Find(version) is { } workflow && workflow.Trigger.Has(eventName))
                yield return (version, workflow);
        }
    }
}
