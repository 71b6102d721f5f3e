using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Automation.Conditions;

/// <summary>What conditions may ask of history where they are used. What is null is not checked.</summary>
public sealed record HistoryScope
{
    /// <summary>What the action of an event of this name is; null when no event can have the name.</summary>
    public required Func<string, MessageDescriptor?> EventType { get; init; }

    /// <summary>Typed events, named where an unknown one is asked for.</summary>
    public IReadOnlyCollection<string> EventNames { get; init; } = [];

    /// <summary>Whether there is such a segment.</summary>
    public Func<string, bool>? HasSegment { get; init; }

    /// <summary>Whether there is such a list.</summary>
    public Func<string, bool>? HasList { get; init; }

    /// <summary>What a cart's state may be called.</summary>
    public IReadOnlyCollection<string>? CartStates { get; init; }

    /// <summary>What a lifecycle stage may be called.</summary>
    public IReadOnlyCollection<string>? LifecycleStages { get; init; }

    /// <summary>
    /// Why whoever answers cannot answer this yet, and what to do instead; null when it can. Given the <see cref="V1.Condition"/> or
    /// <see cref="V1.Operand"/> that asks.
    /// </summary>
    public Func<IMessage, string?>? Unsupported { get; init; }

    /// <summary>What is predicted.</summary>
    public IReadOnlyCollection<string>? Predictions { get; init; }
}
