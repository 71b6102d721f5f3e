using Automation.Samples.Player.Sample;
using Automation.Testing;

namespace Automation.Samples.Tests.Sample;

/// <summary>A few invoices with one of everything that the rules speak of.</summary>
static class SmallSample
{
    public static string Path { get; } = Repository.PathOf("tests", "Automation.Samples.Tests", "small.csv");

    public static IReadOnlyList<SampleCart> Carts { get; } = SampleCart.Of(SampleLine.ReadFile(Path));

    public static SampleCart Cart(string id) => Carts.Single(cart => cart.CartId == id);

    public static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2010-11-01T{time}Z");
}
