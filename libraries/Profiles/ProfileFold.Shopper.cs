using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles;

static partial class ProfileFold
{
    // An event brings at most 100; a sender that invents a name each time must not grow a profile without end.
    const int MaxTraits = 500;

    // Ingestion has given each identifier its one spelling.
    static void Identify(Profile profile, Identifiers? known)
    {
        if (known is null)
            return;
        if (known.AnonymousId.Length > 0)
            profile.AnonymousId = known.AnonymousId;
        if (known.UserId.Length > 0)
            profile.UserId = known.UserId;
        if (known.Email.Length > 0)
            profile.Email = known.Email;
        if (known.Phone.Length > 0)
            profile.Phone = known.Phone;
        if (known.ExternalId.Length > 0)
            profile.ExternalId = known.ExternalId;
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

    static void Consent(Profile profile, ConsentChanged action, Timestamp time)
    {
        var consents = profile.Consents;
        // By channel, so that equal statements are equal bytes whichever came first.
        var place = 0;
        while (place < consents.Count && consents[place].Channel < action.Channel)
            place++;
        if (place == consents.Count || consents[place].Channel != action.Channel)
            consents.Insert(place, new Consent { Channel = action.Channel });
        else if (consents[place].UpdateTime > time)
            return;
        consents[place].State = action.State;
        consents[place].Source = action.Source;
        consents[place].UpdateTime = time;
    }
}
