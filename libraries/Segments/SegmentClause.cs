using System.IO.Hashing;
using Automation.Conditions;
using Automation.Segments.Clauses;
using Automation.Segments.Evaluating;
using Google.Protobuf;

namespace Automation.Segments;

/// <summary>A question about events that one or more segments ask. What a shopper's events come to for it is kept once.</summary>
sealed class SegmentClause
{
    SegmentClause(int number, HistoryQuestion question, ClauseFold fold, int segments)
    {
        (Number, Fold) = (number, fold);
        EventNames = [.. question.Patterns.SelectMany(pattern => pattern.EventNames).Distinct(StringComparer.Ordinal)];
        Segments = new SegmentBits(segments);
    }

    /// <summary>Stands for it in a shopper's state.</summary>
    public int Number { get; }

    public ClauseFold Fold { get; }

    /// <summary>Other events are not looked at.</summary>
    public IReadOnlyList<string> EventNames { get; }

    /// <summary>Those that ask it.</summary>
    public SegmentBits Segments { get; }

    /// <summary>Equal questions have the same key, in every shop and for ever. Null when the question is not about events.</summary>
    public static string? KeyOf(HistoryQuestion question) => ClauseFolds.Of(question) is null
        ? null
        : Convert.ToHexStringLower(XxHash128.Hash(question.Asked.ToByteArray()));

    /// <param name="segments">How many there are.</param>
    public static SegmentClause? Of(HistoryQuestion question, IReadOnlyDictionary<string, int> numbers, int segments)
    {
        if (ClauseFolds.Of(question) is not { } fold)
            return null;
        return numbers.TryGetValue(KeyOf(question)!, out var number)
            ? new SegmentClause(number, question, fold, segments)
            : throw new ArgumentException($"The clause {question.Asked} has no number; give one to each of SegmentSet.ClauseKeysOf.", nameof(numbers));
    }
}
