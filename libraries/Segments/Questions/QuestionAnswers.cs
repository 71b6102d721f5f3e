using Automation.Conditions;
using Automation.Conditions.V1;

namespace Automation.Segments.Questions;

/// <summary>The registry of questions that are not about events: a new kind is a file beside the others, and a line here.</summary>
static class QuestionAnswers
{
    /// <param name="numberOf">Number of a segment's version; null: there is no such segment.</param>
    /// <exception cref="ArgumentException">It cannot be answered here.</exception>
    public static QuestionAnswer Of(HistoryQuestion question, Func<string, int?> numberOf) => question.Asked switch
    {
        Condition { KindCase: Condition.KindOneofCase.InSegmentId, InSegmentId: var id } => new MembershipAnswer(numberOf(id)),
        Condition { KindCase: Condition.KindOneofCase.InListId, InListId: var list } => new ListedAnswer(list),
        Condition { KindCase: Condition.KindOneofCase.CartState, CartState: var state } => new CartStateAnswer(state),
        Condition { Consented: { TopicId.Length: 0 } consent } => new ConsentAnswer(consent.Channel),
        Operand { KindCase: Operand.KindOneofCase.LifecycleStage } => new LifecycleAnswer(),
        _ => throw new ArgumentException($"Nobody answers {question.Asked}; compile conditions of segments with SegmentLanguage.Roots, which refuse it with a remedy.", nameof(question)),
    };
}
