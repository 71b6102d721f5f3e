using System.Collections.Frozen;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>Every activated workflow of every shop, as of one value of the change counter.</summary>
sealed class RegistrySnapshot
{
    public static readonly RegistrySnapshot Empty = new(0, [], FrozenDictionary<WorkflowVersion, CompiledWorkflow>.Empty);

    readonly FrozenDictionary<WorkflowVersion, CompiledWorkflow> _compiled;
    readonly FrozenDictionary<(string ShopId, string EventName), ActivationTimeline[]> _triggered;
    readonly FrozenSet<(string ShopId, string EventName)> _runEvents;

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
    }

    public long Counter { get; }

    /// <summary>Workflows that let, or once let, a key in only once.</summary>
    public IReadOnlyCollection<(string ShopId, string WorkflowId)> Once { get; }

    /// <summary>Null when this build cannot compile it.</summary>
    public CompiledWorkflow? Find(WorkflowVersion version) => _compiled.GetValueOrDefault(version);

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
