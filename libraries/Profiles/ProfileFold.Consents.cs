using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles;

// A statement is about an address. One that names none, on an event that brings none, is about the one that the profile has,
// or else the first that it gets; when it withdraws, about all that the shopper uses, also those that become known of late.
static partial class ProfileFold
{
    // Of the oldest the address's own profile still knows.
    const int MaxConsents = 100;

    static void Consent(ProfileState state, LoggedEvent logged)
    {
        var action = logged.Event.ConsentChanged;
        var isWithdrawal = action.State is ConsentState.Unsubscribed;
        if (action.AddressUnclear && !isWithdrawal)
            return;
        var said = new Consent
        {
            Channel = action.Channel,
            State = action.State,
            Source = action.Source,
            Address = action.Address,
            OccurTime = EventTime.Of(logged),
            UpdateTime = logged.LogTime,
        };
        var kind = AddressKinds.Of(action.Channel);
        if (said.Address.Length == 0 && !action.AddressUnclear)
            said.Address = AddressIn(logged.Event.Identifiers, kind);
        if (said.Address.Length > 0)
        {
            Say(state, said);
            return;
        }
        said.Address = AddressIn(state.Profile, kind);
        if (isWithdrawal)
            WithdrawAll(state, said);
        // Whoever agreed before the address of now was theirs agreed for another one, and nobody knows for which.
        else if (AddressTenures.IsBefore(TenureOf(state, kind), said.OccurTime))
            return;
        Say(state, said);
        // Beside the one of now, where a withdrawal could not be read that came with an older one.
        if (isWithdrawal && logged.Event.Identifiers is { } used)
            WithdrawUsed(state, used, said.OccurTime);
    }

    /// <summary>An address that the shopper turns out to have used before withdrawing for every one is withdrawn, too.</summary>
    static void WithdrawUsed(ProfileState state, Identifiers used, Timestamp time)
    {
        foreach (var withdrawal in state.Withdrawals)
        {
            if (EventTime.Compare(time, withdrawal.OccurTime) <= 0 && AddressIn(used, AddressKinds.Of(withdrawal.Channel)) is { Length: > 0 } address)
                Hold(state.Profile, WithdrawalOf(withdrawal, address));
        }
        ForgetOldConsents(state.Profile);
    }

    static void Consent(ProfileState state, AddressConsent record, Timestamp logTime) => Say(state, new Consent
    {
        Channel = record.Channel,
        State = record.State,
        Source = record.Source,
        Address = record.Address,
        OccurTime = EventTime.Of(record.OccurTime, logTime),
        UpdateTime = logTime,
    });

    /// <summary>Statements about an address that was not known are about this one now.</summary>
    static void BindConsents(Profile profile)
    {
        for (var place = 0; place < profile.Consents.Count; place++)
        {
            var consent = profile.Consents[place];
            if (consent.Address.Length > 0 || AddressIn(profile, AddressKinds.Of(consent.Channel)) is not { Length: > 0 } address)
                continue;
            profile.Consents.RemoveAt(place--);
            var bound = consent.Clone();
            bound.Address = address;
            // An earlier build went by log time.
            bound.OccurTime ??= consent.UpdateTime;
            Hold(profile, bound);
        }
    }

    static void Say(ProfileState state, Consent said)
    {
        Hold(state.Profile, said);
        foreach (var withdrawal in state.Withdrawals)
        {
            if (withdrawal.Channel == said.Channel)
                Hold(state.Profile, WithdrawalOf(withdrawal, said.Address));
        }
        ForgetOldConsents(state.Profile);
    }

    static void ForgetOldConsents(Profile profile)
    {
        while (profile.Consents.Count > MaxConsents)
            profile.Consents.Remove(profile.Consents.MinBy(consent => (consent.OccurTime ?? consent.UpdateTime).ToDateTimeOffset())!);
    }

    static void WithdrawAll(ProfileState state, Consent said)
    {
        var withdrawal = new Withdrawal
        {
            Channel = said.Channel, OccurTime = said.OccurTime, LogTime = said.UpdateTime, Source = said.Source,
        };
        var former = state.Withdrawals.FirstOrDefault(one => one.Channel == said.Channel);
        if (former is not null && EventTime.Compare(former.OccurTime, said.OccurTime) >= 0)
            return;
        if (former is not null)
            state.Withdrawals.Remove(former);
        state.Withdrawals.Add(withdrawal);
        var addresses = state.Profile.Consents.Where(consent => consent.Channel == said.Channel).Select(consent => consent.Address).ToList();
        foreach (var address in addresses)
            Hold(state.Profile, WithdrawalOf(withdrawal, address));
    }

    /// <summary>The later statement holds, of equally late ones the stricter.</summary>
    static void Hold(Profile profile, Consent said)
    {
        var consents = profile.Consents;
        // By channel and address, so that equal statements are equal bytes whichever came first.
        var place = 0;
        while (place < consents.Count && ComparePlaces(consents[place], said) < 0)
            place++;
        if (place == consents.Count || ComparePlaces(consents[place], said) != 0)
            consents.Insert(place, said);
        else if (Outweighs(said, consents[place]))
            consents[place] = said;
    }

    static int ComparePlaces(Consent left, Consent right) =>
        left.Channel != right.Channel ? left.Channel.CompareTo(right.Channel) : string.CompareOrdinal(left.Address, right.Address);

    static bool Outweighs(Consent said, Consent former)
    {
        var byTime = EventTime.Compare(said.OccurTime, former.OccurTime ?? former.UpdateTime);
        if (byTime != 0)
            return byTime > 0;
        if (said.State != former.State)
            return said.State is ConsentState.Unsubscribed;
        // Nothing to decide, but the same whichever came first.
        return string.CompareOrdinal(said.Source, former.Source) < 0;
    }

    static Consent WithdrawalOf(Withdrawal withdrawal, string address) => new()
    {
        Channel = withdrawal.Channel,
        State = ConsentState.Unsubscribed,
        Source = withdrawal.Source,
        Address = address,
        OccurTime = withdrawal.OccurTime,
        UpdateTime = withdrawal.LogTime,
    };

    static string AddressIn(Identifiers? identifiers, AddressKind? kind) => kind switch
    {
        AddressKind.Email => identifiers?.Email ?? "",
        AddressKind.Phone => identifiers?.Phone ?? "",
        _ => "",
    };

    static AddressTenure? TenureOf(ProfileState state, AddressKind? kind) => kind switch
    {
        AddressKind.Email => state.EmailTenure,
        AddressKind.Phone => state.PhoneTenure,
        _ => null,
    };

    static string AddressIn(Profile profile, AddressKind? kind) => kind switch
    {
        AddressKind.Email => profile.Email,
        AddressKind.Phone => profile.Phone,
        _ => "",
    };
}
