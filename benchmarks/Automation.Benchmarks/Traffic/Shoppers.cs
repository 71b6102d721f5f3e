using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Benchmarks.Traffic;

/// <summary>The known customers of the shop: identified, with an address, and subscribed.</summary>
static class Shoppers
{
    public static string UserOf(int shopper) => $"user-{shopper:D6}";

    public static string EmailOf(int shopper) => $"shopper-{shopper:D6}@customers.example";

    /// <summary>What makes them known: two events for each.</summary>
    public static IEnumerable<Event> Introduce(int count)
    {
        for (var shopper = 0; shopper < count; shopper++)
        {
            var identifiers = new Identifiers { UserId = UserOf(shopper), Email = EmailOf(shopper) };
            yield return new Event
            {
                EventId = $"identify-{shopper}",
                Identifiers = identifiers,
                ShopperIdentified = new ShopperIdentified
                {
                    Traits = new Struct
                    {
                        Fields =
                        {
                            ["first_name"] = Value.ForString($"Name {shopper % 500}"),
                            ["country"] = Value.ForString("GB"),
                            ["time_zone"] = Value.ForString("Europe/London"),
                        },
                    },
                },
            };
            yield return new Event
            {
                EventId = $"consent-{shopper}",
                Identifiers = identifiers.Clone(),
                ConsentChanged = new ConsentChanged { Channel = Channel.Email, State = ConsentState.Subscribed, Source = "checkout form" },
            };
        }
    }
}
