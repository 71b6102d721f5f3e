using Google.Protobuf.Reflection;

namespace Automation.Conditions;

/// <summary>What conditions may read where they are used: names, and the messages behind them.</summary>
public sealed class RootSet
{
    readonly List<(string Name, MessageDescriptor Type)> _roots = [];

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
        var more = new RootSet { History = History };
        more._roots.AddRange(_roots);
        more._roots.Add((name, type));
        return more;
    }

    public RootSet With(HistoryScope history)
    {
        var more = new RootSet { History = history };
        more._roots.AddRange(_roots);
        return more;
    }

    /// <summary>Place of the root's message in what an evaluation gets; -1 when there is no such root.</summary>
    public int SlotOf(string name) => _roots.FindIndex(root => root.Name == name);

    internal MessageDescriptor TypeOf(int slot) => _roots[slot].Type;
}
