using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles;

static partial class ProfileFold
{
    // An event brings at most 100; a sender that invents a name each time must not grow a profile without end.
    const int MaxTraits = 500;

    // Ingestion has given each identifier its one spelling.
    static void Identify(ProfileState state, LoggedEvent logged)
    {
        var profile = state.Profile;
        // Before another address comes: what an earlier build kept is about the one of now.
        BindConsents(profile);
        if (logged.Event.Identifiers is not { } known)
            return;
        if (known.AnonymousId.Length > 0)
            profile.AnonymousId = known.AnonymousId;
        if (known.UserId.Length > 0)
            profile.UserId = known.UserId;
        var time = EventTime.Of(logged);
        if (known.Email.Length > 0)
            (profile.Email, state.EmailTenure) = AddressTenures.Next(profile.Email, state.EmailTenure, known.Email, time);
        if (known.Phone.Length > 0)
            (profile.Phone, state.PhoneTenure) = AddressTenures.Next(profile.Phone, state.PhoneTenure, known.Phone, time);
        if (known.ExternalId.Length > 0)
            profile.ExternalId = known.ExternalId;
        BindConsents(profile);
        if (state.Withdrawals.Count > 0)
            WithdrawUsed(state, known, time);
    }

    static void MergeTraits(Profile profile, ShopperIdentified action)
    {
        if (action.Traits is null)
            return;
        var traits = (profile.Traits ??= new Struct()).Fields;
        var room = MaxTraitsBytes - profile.Traits.CalculateSize();
        foreach (var (name, value) in action.Traits.Fields)
        {
            if (value.KindCase is Value.KindOneofCase.NullValue)
            {
                traits.Remove(name);
                continue;
            }
            var known = traits.GetValueOrDefault(name);
            var growth = value.CalculateSize() + (known is null ? name.Length : -known.CalculateSize());
            if (growth > room || (known is null && traits.Count >= MaxTraits))
                continue;
            traits[name] = value.Clone();
            room -= growth;
        }
    }
}
