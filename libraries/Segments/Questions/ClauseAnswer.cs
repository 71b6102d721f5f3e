using Automation.Conditions;
using Automation.Segmentation.V1;
using Automation.Segments.Evaluating;

namespace Automation.Segments.Questions;

/// <summary>From what a clause keeps of events.</summary>
sealed class ClauseAnswer(SegmentClause clause) : QuestionAnswer
{
    public override ConditionValue Answer(SegmentState state, Profile profile, long now) =>
        clause.Fold.Answer(new ClauseSlot(state, clause.Number).Find(), now);

    public override long NextChange(SegmentState state, Profile profile, long now) => clause.Fold.NextChange(new ClauseSlot(state, clause.Number).Find(), now);

    public override long NextCrossing(SegmentState state, Profile profile, in ConditionValue constant, long now) =>
        clause.Fold.NextCrossing(new ClauseSlot(state, clause.Number).Find(), constant, now);
}
