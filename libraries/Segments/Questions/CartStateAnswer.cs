using Automation.Conditions;
using Automation.Segmentation.V1;

namespace Automation.Segments.Questions;

/// <summary><c>cart_state("CART_STATE_ACTIVE")</c>: one of the carts that the profile lists stands so.</summary>
sealed class CartStateAnswer(string name) : QuestionAnswer
{
    readonly int _state = Cart.Descriptor.FindFieldByName("state").EnumType.FindValueByName(name)?.Number ?? 0;

    public override ConditionValue Answer(SegmentState state, Profile profile, long now)
    {
        for (var place = 0; place < profile.Carts.Count; place++)
        {
            if ((int)profile.Carts[place].State == _state)
                return ConditionValue.OfFlag(true);
        }
        return ConditionValue.OfFlag(false);
    }
}
