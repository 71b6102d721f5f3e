using Automation.Conditions;
using Automation.Segmentation.V1;
using Automation.Segments.Evaluating;

namespace Automation.Segments.Questions;

/// <summary><c>in_segment("vip")</c>: segments are evaluated behind those that they ask for, so the membership is the one of now.</summary>
/// <param name="number">Of the segment's version; null: there is no such segment, nobody is in it.</param>
sealed class MembershipAnswer(int? number) : QuestionAnswer
{
    public override ConditionValue Answer(SegmentState state, Profile profile, long now) =>
        ConditionValue.OfFlag(number is { } known && Memberships.Has(state, known));
}
