using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segments.Questions;

/// <summary>
/// <c>consented("email")</c>: the last statement about the address that the profile has now agrees. One that names no address is about
/// it, too; of equally late ones the withdrawal holds.
/// </summary>
sealed class ConsentAnswer(Channel channel) : QuestionAnswer
{
    readonly AddressKind? _kind = AddressKinds.Of(channel);

    public override ConditionValue Answer(SegmentState state, Profile profile, long now)
    {
        Consent? last = null;
        for (var place = 0; place < profile.Consents.Count; place++)
        {
            var consent = profile.Consents[place];
            if (consent.Channel == channel && IsAboutTheirs(consent, profile) && (last is null || Outweighs(consent, last)))
                last = consent;
        }
        return ConditionValue.OfFlag(last?.State is ConsentState.Subscribed);
    }

    bool IsAboutTheirs(Consent consent, Profile profile) => consent.Address.Length == 0 || _kind switch
    {
        AddressKind.Email => consent.Address == profile.Email,
        AddressKind.Phone => consent.Address == profile.Phone,
        _ => true,
    };

    static bool Outweighs(Consent consent, Consent other)
    {
        var later = TimeOf(consent).CompareTo(TimeOf(other));
        return later > 0 || (later == 0 && consent.State is ConsentState.Unsubscribed);
    }

    // An earlier build kept when it was logged only.
    static Timestamp TimeOf(Consent consent) => consent.OccurTime ?? consent.UpdateTime;
}
