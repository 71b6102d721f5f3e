namespace Automation.Samples.Player.Sample;

/// <summary>A product in a cart of the sample.</summary>
sealed record CartLine(string ProductId, string Title, int Quantity, decimal Price);

/// <summary>An invoice of the sample as the cart that it was: bought, or abandoned when the file has it as a cancellation.</summary>
/// <param name="CartId">The invoice number.</param>
/// <param name="Time">When it was bought, or would have been.</param>
sealed record SampleCart(
    string CartId, SampleShopper Shopper, DateTimeOffset Time, bool IsAbandoned, IReadOnlyList<CartLine> Lines)
{
    // Stock codes of goods begin with five digits; POST, D, M, BANK CHARGES … are no goods.
    const int GoodsDigits = 5;

    public decimal Total => Lines.Sum(line => line.Price * line.Quantity);

    /// <summary>Carts of a file by the rules of samples/online-retail/README.md, in order of time and invoice.</summary>
    public static IReadOnlyList<SampleCart> Of(IEnumerable<SampleLine> lines) =>
        [.. lines.Where(IsGoods)
            .GroupBy(line => line.Invoice)
            .Select(invoice => Of([.. invoice]))
            .OrderBy(cart => cart.Time)
            .ThenBy(cart => cart.CartId, StringComparer.Ordinal)];

    static bool IsGoods(SampleLine line) =>
        line.Price > 0
        && (line.Quantity > 0 || IsCancellation(line.Invoice))
        && line.StockCode.Length >= GoodsDigits && line.StockCode.Take(GoodsDigits).All(char.IsAsciiDigit)
        && !line.Invoice.StartsWith('A');

    static bool IsCancellation(string invoice) => invoice.StartsWith('C');

    static SampleCart Of(IReadOnlyList<SampleLine> lines)
    {
        var first = lines[0];
        var products = lines.GroupBy(line => line.StockCode).Select(same => new CartLine(
            same.Key, same.Last().Description, same.Sum(line => Math.Abs(line.Quantity)), same.Last().Price));
        return new SampleCart(
            first.Invoice, SampleShopper.Of(first), first.Time, IsCancellation(first.Invoice), [.. products]);
    }
}
