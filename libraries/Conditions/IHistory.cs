namespace Automation.Conditions;

/// <summary>Answers what conditions ask about a shopper's history: segmentation, incrementally; a plain evaluation over all events.</summary>
public interface IHistory
{
    /// <param name="question">Number of the question within the compiled condition.</param>
    /// <param name="now">The instant of evaluation.</param>
    /// <returns>Of the question's type; absent where there is no answer, such as the first of no events.</returns>
    ConditionValue Answer(int question, DateTimeOffset now);

    /// <summary>The first instant after <paramref name="now"/> at which the answer can change by itself; null: never.</summary>
    DateTimeOffset? NextChange(int question, DateTimeOffset now);

    /// <summary>
    /// The first instant after <paramref name="now"/> at which the answer can stand otherwise to a constant: be smaller, equal or greater
    /// when it was not. A count of 50 that is compared with 3 need not be looked at whenever an event runs out.
    /// </summary>
    DateTimeOffset? NextCrossing(int question, ConditionValue constant, DateTimeOffset now) => NextChange(question, now);

    /// <summary>Identifiers of the events that the answer rests on, where they are known.</summary>
    IReadOnlyList<string> EventIds(int question, DateTimeOffset now) => [];
}
