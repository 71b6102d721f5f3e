using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Samples.Player.Sample;

/// <summary>What the shop tells of a customer before the customer's first cart.</summary>
static class ShopperEvents
{
    /// <summary>Address, country and consents of a customer; nothing of somebody unknown.</summary>
    public static IEnumerable<Event> Introducing(SampleShopper shopper) => shopper.IsKnown ?
        [
            new Event
            {
                EventId = $"{shopper.CustomerId}-identified",
                Identifiers = new Identifiers { UserId = shopper.CustomerId, Email = shopper.Email },
                ShopperIdentified = new ShopperIdentified { Traits = TraitsOf(shopper) },
            },
            Consent(shopper, "email", Channel.Email, shopper.AgreesToEmail),
            Consent(shopper, "sms", Channel.Sms, shopper.AgreesToSms),
        ]
        : [];

    static Struct TraitsOf(SampleShopper shopper)
    {
        var traits = new Struct();
        if (SampleCountry.Find(shopper.Country) is { } country)
        {
            traits.Fields["country"] = Value.ForString(country.Code);
            traits.Fields["time_zone"] = Value.ForString(country.TimeZone);
        }
        return traits;
    }

    static Event Consent(SampleShopper shopper, string name, Channel channel, bool agrees) => new()
    {
        EventId = $"{shopper.CustomerId}-consent-{name}",
        ConsentChanged = new ConsentChanged
        {
            Channel = channel,
            State = agrees ? ConsentState.Subscribed : ConsentState.Unsubscribed,
            Source = "sample",
        },
    };
}
