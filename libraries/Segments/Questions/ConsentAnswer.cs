using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Profiles;
using Automation.Segmentation.V1;

namespace Automation.Segments.Questions;

/// <summary><c>consented("email")</c>: the last statement about the address that the profile has now agrees.</summary>
sealed class ConsentAnswer(Channel channel) : QuestionAnswer
{
    public override ConditionValue Answer(SegmentState state, Profile profile, long now) =>
        ConditionValue.OfFlag(ConsentStanding.Of(profile, channel)?.State is ConsentState.Subscribed);
}
