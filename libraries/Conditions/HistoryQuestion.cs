using Automation.Conditions.Compiling;
using Automation.Conditions.History;
using Automation.Conditions.V1;
using Google.Protobuf;

namespace Automation.Conditions;

/// <summary>Which events are meant, compiled.</summary>
public sealed class HistoryPattern
{
    readonly IReadOnlyDictionary<string, EventMatcher> _matchers;

    internal HistoryPattern(EventPattern source, IReadOnlyDictionary<string, EventMatcher> matchers) => (Source, _matchers) = (source, matchers);

    /// <summary>With the window, which whoever answers applies: a filter has no time.</summary>
    public EventPattern Source { get; }

    /// <summary>Names of the events that are meant.</summary>
    public IEnumerable<string> EventNames => _matchers.Keys;

    /// <summary>Whether the event is one of those that are named, and meets the filter. No window is looked at.</summary>
    /// <param name="eventName">The field name of the typed action, or the custom event's name.</param>
    /// <param name="action">The message in the event's action.</param>
    public bool Matches(string eventName, IMessage action) => _matchers.TryGetValue(eventName, out var matcher) && matcher.Matches(action);
}

/// <summary>
/// Something that a condition asks of history. Equal questions of one condition have one number; whoever answers many conditions
/// finds equal ones by <see cref="Asked"/>.
/// </summary>
public sealed class HistoryQuestion
{
    readonly IReadOnlyDictionary<string, EventReader> _readers;

    internal HistoryQuestion(
        int number, IMessage asked, IReadOnlyList<HistoryPattern> patterns, OperandType? type, IReadOnlyDictionary<string, EventReader> readers) =>
        (Number, Asked, Patterns, Type, _readers) = (number, asked, patterns, type, readers);

    /// <summary>What <see cref="IHistory"/> is asked by, from 0.</summary>
    public int Number { get; }

    /// <summary>
    /// The <see cref="Condition"/> or <see cref="Operand"/> that asks. Answers to a condition are flags; to a count or distinct
    /// whole numbers; to a sum of numbers, decimals or doubles as the field is; to first and last without a value, instants;
    /// to a lifecycle stage a text; to a prediction a double.
    /// </summary>
    public IMessage Asked { get; }

    /// <summary>The events that it is about: none, one, or two of "then" and "without".</summary>
    public IReadOnlyList<HistoryPattern> Patterns { get; }

    /// <summary>What an aggregate's answer is; null for other questions.</summary>
    internal OperandType? Type { get; }

    /// <summary>What of an event that matches is put together; absent where the event has none, or an amount of another currency.</summary>
    public ConditionValue ValueOf(string eventName, IMessage action) =>
        _readers.TryGetValue(eventName, out var reader) ? reader.Read(action) : default;
}
