using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles;

/// <summary>What a shopper said last about marketing to the address that the profile has now.</summary>
public static class ConsentStanding
{
    /// <summary>The statement that holds; one that names no address is about it, too; null: none.</summary>
    public static Consent? Of(Profile profile, Channel channel)
    {
        Consent? last = null;
        for (var place = 0; place < profile.Consents.Count; place++)
        {
            var consent = profile.Consents[place];
            if (consent.Channel == channel && IsAboutTheirs(consent, profile) && (last is null || Outweighs(consent, last)))
                last = consent;
        }
        return last;
    }

    /// <summary>The profile's address on a channel; empty: none.</summary>
    public static string AddressOf(Profile profile, Channel channel) => AddressKinds.Of(channel) switch
    {
        AddressKind.Email => profile.Email,
        AddressKind.Phone => profile.Phone,
        _ => "",
    };

    static bool IsAboutTheirs(Consent consent, Profile profile) =>
        consent.Address.Length == 0 || AddressKinds.Of(consent.Channel) is null || consent.Address == AddressOf(profile, consent.Channel);

    // Of equally late ones the withdrawal holds.
    static bool Outweighs(Consent consent, Consent other)
    {
        var later = TimeOf(consent).CompareTo(TimeOf(other));
        return later > 0 || (later == 0 && consent.State is ConsentState.Unsubscribed);
    }

    // An earlier build kept when it was logged only.
    static Timestamp TimeOf(Consent consent) => consent.OccurTime ?? consent.UpdateTime;
}
