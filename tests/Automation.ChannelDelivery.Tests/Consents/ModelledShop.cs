using Automation.ChannelDelivery.Sending;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.ChannelDelivery.Tests.Consents;

/// <summary>
/// A few shoppers with a few addresses to whom things happen by chance, with their profiles as segmentation folds them. What may
/// be sent is worked out apart from that, from all that was said.
/// </summary>
sealed class ModelledShop
{
    static readonly string[] Addresses = ["a@shop.example.com", "b@shop.example.com", "c@shop.example.com"];

    readonly Random _random;
    readonly List<Profile> _shoppers;
    readonly Dictionary<string, Profile> _subjects = Addresses.ToDictionary(address => address, _ => new Profile());
    readonly Dictionary<string, DateTimeOffset> _optOuts = [];
    readonly List<(string Address, bool IsConsent, int Minute)> _said = [];
    int _minute = 100;

    public ModelledShop(Random random)
    {
        _random = random;
        _shoppers = [.. Enumerable.Range(0, 4).Select(_ => new Profile { ShopperId = Guid.NewGuid().ToString(), Email = Any(Addresses) })];
    }

    public IReadOnlyList<Profile> Shoppers => _shoppers;

    public override string ToString() => string.Join('\n', _said);

    public void Happen()
    {
        _minute += _random.Next(3);
        var shopper = Any(_shoppers);
        switch (_random.Next(10))
        {
            case 0 or 1:
                shopper.Email = Any(Addresses);
                break;
            case 2 when _shoppers.Count > 1:
                Merge(shopper, Any(_shoppers));
                break;
            case 3 or 4:
                UseLink(Any(_shoppers), Any(Addresses));
                break;
            default:
                // Often late, and often about an address that the shopper had once.
                var address = _random.Next(3) == 0 ? Any(Addresses) : shopper.Email;
                Say(shopper, address, _random.Next(5) < 3, _minute - _random.Next(8));
                break;
        }
    }

    public SendDecision Decide(Profile shopper) => SendRules.Decide(Samples.Facts() with
    {
        Now = At(_minute),
        Profile = shopper,
        AddressProfile = _subjects[shopper.Email],
        OptOutTime = _optOuts.TryGetValue(shopper.Email, out var time) ? time : null,
    });

    /// <summary>By the words of the rule.</summary>
    public bool MayReach(string address)
    {
        var yes = _said.Where(said => said.Address == address && said.IsConsent).Select(said => said.Minute).DefaultIfEmpty(int.MinValue).Max();
        var no = _said.Where(said => said.Address == address && !said.IsConsent).Select(said => said.Minute).DefaultIfEmpty(int.MinValue).Max();
        return yes > no;
    }

    void Say(Profile shopper, string address, bool isConsent, int minute)
    {
        _said.Add((address, isConsent, minute));
        Tell(shopper, address, isConsent, minute);
    }

    // A mail that went to the address, perhaps of a shopper who has another one by now; the event log may be away.
    void UseLink(Profile shopper, string address)
    {
        _said.Add((address, false, _minute));
        if (!_optOuts.TryGetValue(address, out var former) || former < At(_minute))
            _optOuts[address] = At(_minute);
        if (_random.Next(2) == 0)
            Tell(shopper, address, false, _minute);
    }

    void Tell(Profile shopper, string address, bool isConsent, int minute)
    {
        var told = new Consent
        {
            Channel = Channel.Email,
            Address = address,
            State = isConsent ? ConsentState.Subscribed : ConsentState.Unsubscribed,
            OccurTime = At(minute).ToTimestamp(),
            UpdateTime = At(_minute).ToTimestamp(),
        };
        Fold(shopper, told);
        Fold(_subjects[address], told);
    }

    void Merge(Profile survivor, Profile other)
    {
        if (survivor == other)
            return;
        foreach (var consent in other.Consents)
            Fold(survivor, consent);
        _shoppers.Remove(other);
    }

    static void Fold(Profile profile, Consent told)
    {
        var known = profile.Consents.FirstOrDefault(consent => consent.Address == told.Address);
        if (known is null)
            profile.Consents.Add(told.Clone());
        else if (told.OccurTime > known.OccurTime || (told.OccurTime == known.OccurTime && told.State is ConsentState.Unsubscribed))
            known.MergeFrom(told);
    }

    T Any<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    static DateTimeOffset At(int minute) => Samples.Noon.AddMinutes(minute);
}
