using Google.Protobuf.Reflection;

namespace Automation.Conditions;

/// <summary>What conditions may read where they are used: names, and the messages behind them.</summary>
public sealed class RootSet
{
    readonly List<(string Name, MessageDescriptor Type)> _roots = [];
    readonly Dictionary<string, string> _unsupported = new(StringComparer.Ordinal);

    /// <summary>Names in the order in which an evaluation gets their messages.</summary>
    public IEnumerable<string> Names => _roots.Select(root => root.Name);

    /// <summary>Who answers for history; null: nobody, conditions about history are refused.</summary>
    public HistoryScope? History { get; private init; }

    /// <param name="name">As in the text: <c>event</c>, <c>profile</c>, <c>cart</c>, <c>order</c>, <c>product</c>, <c>run</c>, <c>step</c>, <c>context</c>.</param>
    /// <param name="type">What it is.</param>
    public RootSet With(string name, MessageDescriptor type)
    {
        if (SlotOf(name) >= 0)
            throw new ArgumentException($"There is a root '{name}' already.", nameof(name));
        var more = Copy(History);
        more._roots.Add((name, type));
        return more;
    }

    public RootSet With(HistoryScope history) => Copy(history);

    /// <param name="path">A field that must not be read here, such as <c>profile.segment_ids</c>.</param>
    /// <param name="remedy">Why, and what to do instead.</param>
    public RootSet Without(string path, string remedy)
    {
        var less = Copy(History);
        less._unsupported[path] = remedy;
        return less;
    }

    /// <summary>Place of the root's message in what an evaluation gets; -1 when there is no such root.</summary>
    public int SlotOf(string name) => _roots.FindIndex(root => root.Name == name);

    /// <summary>Why a path must not be read; null: it may be.</summary>
    internal string? RemedyFor(string path) => _unsupported.GetValueOrDefault(path);

    RootSet Copy(HistoryScope? history)
    {
        var copy = new RootSet { History = history };
        copy._roots.AddRange(_roots);
        foreach (var (path, remedy) in _unsupported)
            copy._unsupported[path] = remedy;
        return copy;
    }

    internal MessageDescriptor TypeOf(int slot) => _roots[slot].Type;
}
