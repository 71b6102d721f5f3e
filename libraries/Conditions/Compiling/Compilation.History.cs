using Automation.Conditions.History;
using Google.Protobuf;

namespace Automation.Conditions.Compiling;

/// <summary>Questions about history, which somebody else answers.</summary>
sealed partial class Compilation
{
    readonly List<HistoryQuestion> _questions = [];

    public IReadOnlyList<HistoryQuestion> Questions => _questions;

    /// <summary>Whether history may be asked for here; takes down why not.</summary>
    public bool CheckHistory(Place place, IMessage part)
    {
        if (Filtering is { } filtering)
            Refuse(place, part, ConditionReason.History, $"history within a filter of history is not answered: {filtering}");
        else if (roots.History is null)
            Refuse(place, part, ConditionReason.History, "nobody answers for history here; put this part into a segment and ask in_segment where segments are known, or leave it out.");
        else if (roots.History.Unsupported?.Invoke(part) is { } remedy)
            Refuse(place, part, ConditionReason.Unsupported, remedy);
        else
            return true;
        return false;
    }

    /// <summary>The number of a question; equal ones have the same.</summary>
    /// <param name="type">Of an aggregate's answer; null: a flag or a text.</param>
    public int Ask(
        IMessage asked, IReadOnlyList<HistoryPattern> patterns, OperandType? type = null, IReadOnlyDictionary<string, EventReader>? readers = null)
    {
        var known = _questions.FindIndex(question => question.Asked.Equals(asked));
        if (known >= 0)
            return known;
        _questions.Add(new HistoryQuestion(_questions.Count, asked, patterns, type, readers ?? new Dictionary<string, EventReader>()));
        return _questions.Count - 1;
    }
}
