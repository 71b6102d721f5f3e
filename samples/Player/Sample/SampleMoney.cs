using Automation.Commerce.V1;

namespace Automation.Samples.Player.Sample;

/// <summary>The sample shop sells in pounds.</summary>
static class SampleMoney
{
    const decimal NanosPerUnit = 1_000_000_000;

    public static Money ToMoney(this decimal amount)
    {
        var units = decimal.Truncate(amount);
        return new Money { CurrencyCode = "GBP", Units = (long)units, Nanos = (int)((amount - units) * NanosPerUnit) };
    }

    public static LineItem ToLineItem(this CartLine line) => new()
    {
        ProductId = line.ProductId,
        Title = line.Title,
        Quantity = line.Quantity,
        UnitPrice = line.Price.ToMoney(),
    };
}
