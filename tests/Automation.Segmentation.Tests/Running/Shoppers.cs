using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Tests.Running;

/// <summary>Made-up but lively histories: the same seed does the same.</summary>
static class Shoppers
{
    /// <summary>Events of a number of shoppers, mixed.</summary>
    public static IEnumerable<Event> Events(int seed, int shoppers, int count)
    {
        var random = new Random(seed);
        for (var number = 0; number < count; number++)
        {
            var action = Act(random);
            action.EventId = $"s{seed}-{number}";
            action.Identifiers = new Identifiers { UserId = $"s{seed}-u{random.Next(shoppers)}" };
            yield return action;
        }
    }

    /// <summary>Records them in batches.</summary>
    public static async Task RecordAsync(this IngestionService.IngestionServiceClient client, IEnumerable<Event> events, int batch = 200)
    {
        foreach (var chunk in events.Chunk(batch))
        {
            var response = await client.BatchRecordEventsAsync(new() { Events = { chunk } });
            if (response.Rejections.Count > 0)
                throw new InvalidOperationException($"Rejected: {response.Rejections.First()}");
        }
    }

    static Event Act(Random random)
    {
        var cart = $"c{random.Next(3)}";
        var order = $"o{random.Next(6)}";
        return random.Next(12) switch
        {
            0 or 1 => new() { ProductViewed = new() { Product = Line(random) } },
            2 or 3 or 4 => new() { ProductAdded = new() { CartId = cart, Product = Line(random) } },
            5 => new() { ProductRemoved = new() { CartId = cart, Product = Line(random) } },
            6 => new() { CartUpdated = new() { CartId = cart, Lines = { Line(random), Line(random) } } },
            7 => new() { CheckoutStarted = new() { CartId = cart } },
            8 => new()
            {
                OrderCompleted = new() { OrderId = order, CartId = cart, Total = Price(random), Lines = { Line(random) } },
            },
            9 => random.Next(2) == 0
                ? new() { OrderRefunded = new() { OrderId = order, Amount = Price(random) } }
                : new() { OrderCancelled = new() { OrderId = order } },
            10 => new()
            {
                ShopperIdentified = new()
                {
                    Traits = new Struct { Fields = { ["size"] = Value.ForNumber(random.Next(50)), [$"t{random.Next(5)}"] = Value.ForNull() } },
                },
            },
            _ => new()
            {
                ConsentChanged = new() { Channel = Channel.Email, State = (ConsentState)random.Next(1, 3), Source = "form" },
            },
        };
    }

    static LineItem Line(Random random) => new()
    {
        ProductId = $"p{random.Next(8)}",
        Title = "A product",
        Quantity = random.Next(1, 4),
        UnitPrice = Price(random),
    };

    static Money Price(Random random) => new()
    {
        CurrencyCode = random.Next(20) == 0 ? "EUR" : "GBP",
        Units = random.Next(100),
        Nanos = random.Next(1_000_000_000),
    };
}
