using Automation.Conditions;
using Automation.Profiles.Customers;
using Automation.Segmentation.V1;
using Automation.Segments.Evaluating;

namespace Automation.Segments.Questions;

/// <summary><c>lifecycle_stage()</c>.</summary>
sealed class LifecycleAnswer : QuestionAnswer
{
    public override ConditionValue Answer(SegmentState state, Profile profile, long now) =>
        ConditionValue.OfText(LifecycleStages.Of(profile, now).Stage);

    public override long NextChange(SegmentState state, Profile profile, long now) =>
        LifecycleStages.Of(profile, now).Until ?? EventWindow.Never;
}
