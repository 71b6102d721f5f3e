using Automation.Conditions;
using Automation.Segmentation.V1;

namespace Automation.Segments.Questions;

/// <summary><c>in_list("staff")</c>: the profile names the list.</summary>
sealed class ListedAnswer(string listId) : QuestionAnswer
{
    public override ConditionValue Answer(SegmentState state, Profile profile, long now)
    {
        for (var place = 0; place < profile.ListIds.Count; place++)
        {
            if (profile.ListIds[place] == listId)
                return ConditionValue.OfFlag(true);
        }
        return ConditionValue.OfFlag(false);
    }
}
