using Automation.Commerce.V1;

namespace Automation.Faults.Tests.Days;

/// <summary>What the shops sell.</summary>
static class DayProducts
{
    const int Count = 60;

    public static LineItem Any(Random random)
    {
        var number = random.Next(Count);
        return new LineItem
        {
            ProductId = $"product-{number}",
            Title = $"Product {number}",
            Quantity = random.Next(1, 4),
            UnitPrice = new Money { CurrencyCode = "GBP", Units = 3 + number, Nanos = 990_000_000 },
        };
    }

    /// <summary>The product as somebody looks at it.</summary>
    public static LineItem Viewed(LineItem line)
    {
        var viewed = line.Clone();
        viewed.Quantity = 0;
        return viewed;
    }

    public static Money Total(IEnumerable<LineItem> lines)
    {
        // Every price ends with .99.
        var cents = lines.Sum(line => (long)line.Quantity * (line.UnitPrice.Units * 100 + 99));
        return new Money { CurrencyCode = "GBP", Units = cents / 100, Nanos = (int)(cents % 100) * 10_000_000 };
    }
}
