namespace Automation.Conditions;

/// <summary>What a condition's truth depends on: nothing else can change it.</summary>
public sealed class DependencySet
{
    readonly SortedSet<string> _paths = new(StringComparer.Ordinal);
    readonly SortedSet<string> _events = new(StringComparer.Ordinal);
    readonly SortedSet<string> _segments = new(StringComparer.Ordinal);
    readonly SortedSet<string> _lists = new(StringComparer.Ordinal);
    readonly SortedSet<string> _predictions = new(StringComparer.Ordinal);

    /// <summary>Paths that are read from roots, such as <c>profile.traits.city</c>; those of elements go through <c>[]</c>: <c>cart.lines[].sku</c>.</summary>
    public IReadOnlyCollection<string> Paths => _paths;

    /// <summary>Names of the events that it counts or looks for.</summary>
    public IReadOnlyCollection<string> EventNames => _events;

    /// <summary>Segments that it asks for; the graph of these must have no cycle.</summary>
    public IReadOnlyCollection<string> SegmentIds => _segments;

    /// <summary>Lists that it asks for.</summary>
    public IReadOnlyCollection<string> ListIds => _lists;

    /// <summary>Predictions that it compares.</summary>
    public IReadOnlyCollection<string> PredictionIds => _predictions;

    /// <summary>Whether it looks at consents.</summary>
    public bool ReadsConsent { get; internal set; }

    /// <summary>Whether it looks at the states of carts, beyond the paths.</summary>
    public bool ReadsCartState { get; internal set; }

    /// <summary>Whether it looks at the lifecycle stage.</summary>
    public bool ReadsLifecycleStage { get; internal set; }

    /// <summary>Whether it can change while nothing but time passes; when, says <see cref="CompiledCondition.NextChange"/>.</summary>
    public bool ReadsTime { get; internal set; }

    internal void AddPath(string path) => _paths.Add(path);

    internal void AddEvents(IEnumerable<string> names) => _events.UnionWith(names);

    internal void AddSegment(string id) => _segments.Add(id);

    internal void AddList(string id) => _lists.Add(id);

    internal void AddPrediction(string id) => _predictions.Add(id);
}
