using Automation.Commerce.V1;
using Automation.Samples.Player.Sample;
using static Automation.Samples.Tests.Sample.SmallSample;

namespace Automation.Samples.Tests.Sample;

public sealed class Making_events
{
    static readonly IReadOnlyList<SampleInstant> s_instants = SampleEvents.Of(Carts);

    [Fact]
    public void A_bought_cart_is_filled_every_20_seconds_and_ordered_30_seconds_after_its_last_line() =>
        Assert.Equal(
            [
                ("08:59:10", "12349-identified"),
                ("08:59:10", "12349-consent-email"),
                ("08:59:10", "12349-consent-sms"),
                ("08:59:10", "500001-viewed-1"),
                ("08:59:10", "500001-added-1"),
                ("08:59:30", "500001-viewed-2"),
                ("08:59:30", "500001-added-2"),
                ("08:59:30", "500001-checkout"),
                ("09:00:00", "500001-order"),
            ],
            s_instants.Take(3).SelectMany(instant => instant.Events.Select(sent => ($"{instant.Time:HH:mm:ss}", sent.EventId))));

    [Fact]
    public void An_abandoned_cart_has_neither_checkout_nor_order() =>
        Assert.Equal(
            ["C500011-viewed-1", "C500011-added-1", "C500011-viewed-2", "C500011-added-2"],
            Ids().Where(id => id.StartsWith("C500011", StringComparison.Ordinal)));

    [Fact]
    public void An_order_carries_cart_lines_and_total()
    {
        var order = Find("500001-order").OrderCompleted;

        Assert.Equal(("500001", "500001"), (order.OrderId, order.CartId));
        Assert.Equal(new Money { CurrencyCode = "GBP", Units = 23, Nanos = 500_000_000 }, order.Total);
        Assert.Equal(
            [
                new LineItem { ProductId = "10001", Title = "WHITE MUG, \"LARGE\"", Quantity = 10, UnitPrice = Pounds(2, 100_000_000) },
                new LineItem { ProductId = "10002A", Title = "RED CUP ", Quantity = 2, UnitPrice = Pounds(1, 250_000_000) },
            ],
            order.Lines);
    }

    [Fact]
    public void A_customer_is_introduced_once_with_address_country_and_consents()
    {
        Assert.Equal(3, Ids().Count(id => id.EndsWith("-identified", StringComparison.Ordinal)));
        var identified = Find("12358-identified");
        Assert.Equal(new Identifiers { UserId = "12358", Email = "12358@shop.example.com" }, identified.Identifiers);
        Assert.Equal("DE", identified.ShopperIdentified.Traits.Fields["country"].StringValue);
        Assert.Equal("Europe/Berlin", identified.ShopperIdentified.Traits.Fields["time_zone"].StringValue);
        Assert.Empty(Find("12350-identified").ShopperIdentified.Traits.Fields);
        Assert.Equal(ConsentState.Unsubscribed, Find("12350-consent-email").ConsentChanged.State);
        Assert.Equal(ConsentState.Subscribed, Find("12350-consent-sms").ConsentChanged.State);
    }

    [Fact]
    public void Somebody_unknown_has_an_anonymous_id_and_no_introduction()
    {
        Assert.Equal(new Identifiers { AnonymousId = "C500009" }, Find("C500009-added-1").Identifiers);
        Assert.DoesNotContain("-identified", Ids());
    }

    [Fact]
    public void Every_event_has_an_id_of_its_own_and_says_when_it_happened()
    {
        Assert.Equal(Ids().Count(), Ids().Distinct().Count());
        Assert.All(s_instants, instant => Assert.All(instant.Events, sent => Assert.Equal(instant.Time, sent.OccurTime.ToDateTimeOffset())));
        Assert.Equal(s_instants.OrderBy(instant => instant.Time), s_instants);
    }

    [Fact]
    public void No_event_of_the_week_is_over_the_limits_of_ingestion()
    {
        var week = SampleCart.Of(SampleLine.ReadFile(Automation.Testing.Repository.PathOf("samples", "online-retail", "week.csv.gz")));
        var events = SampleEvents.Of(week).SelectMany(instant => instant.Events).ToList();

        Assert.Equal(31_395, events.Count);
        Assert.InRange(events.Max(sent => sent.CalculateSize()), 1, 32_768);
        Assert.InRange(events.Max(sent => sent.OrderCompleted?.Lines.Count ?? 0), 1, 500);
    }

    static Money Pounds(long units, int nanos) => new() { CurrencyCode = "GBP", Units = units, Nanos = nanos };

    static IEnumerable<string> Ids() => s_instants.SelectMany(instant => instant.Events).Select(sent => sent.EventId);

    static Event Find(string id) => s_instants.SelectMany(instant => instant.Events).Single(sent => sent.EventId == id);
}
