using Automation.Validation;

namespace Automation.Conditions;

/// <summary>What is wrong with one place of a condition.</summary>
/// <param name="Path">Place in the message, such as <c>all.conditions[1].compare.right</c>; empty: the condition as a whole.</param>
/// <param name="Position">Place in the text, in characters from 0. -1 where the condition did not come as text.</param>
/// <param name="Reason">A code of <see cref="ConditionReason"/>.</param>
/// <param name="Description">What is wrong and what to do.</param>
public sealed record ConditionError(string Path, int Position, string Reason, string Description)
{
    /// <summary>As the suite tells what is wrong with an input: the place in front, the position at the end of the description.</summary>
    /// <param name="field">The field that holds the condition.</param>
    public Violation ToViolation(string field) => new(
        Path.Length == 0 ? field : $"{field}.{Path}",
        Reason,
        Position < 0 ? Description : $"{Description} (character {Position + 1} of the text)");

    public override string ToString() => $"{(Position < 0 ? Path : $"character {Position + 1}")}: {Reason}: {Description}";
}
