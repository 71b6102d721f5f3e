using Automation.Samples.Player.Sample;
using static Automation.Samples.Tests.Sample.SmallSample;

namespace Automation.Samples.Tests.Sample;

public sealed class Making_carts
{
    [Fact]
    public void Invoices_become_carts_in_order_of_time_and_what_is_left_empty_is_none() =>
        Assert.Equal(
            ["500001", "C500003", "C500004", "C500005", "500006", "500007", "C500009", "C500011"],
            Carts.Select(cart => cart.CartId));

    [Fact]
    public void A_product_that_repeats_adds_up_at_the_last_price_and_what_is_no_goods_or_free_is_left_out()
    {
        Assert.Equal(
            [new CartLine("10001", "WHITE MUG, \"LARGE\"", 10, 2.1m), new CartLine("10002A", "RED CUP ", 2, 1.25m)],
            Cart("500001").Lines);
        Assert.Equal(23.5m, Cart("500001").Total);
    }

    [Fact]
    public void A_cancellation_is_an_abandoned_cart_with_what_it_took_back()
    {
        Assert.True(Cart("C500003").IsAbandoned);
        Assert.False(Cart("500001").IsAbandoned);
        Assert.Equal([6], Cart("C500003").Lines.Select(line => line.Quantity));
    }

    [Fact]
    public void Of_two_times_the_first_holds() => Assert.Equal(At("09:20:00"), Cart("C500004").Time);

    [Fact]
    public void Somebody_unknown_is_named_by_the_invoice()
    {
        Assert.Equal(new SampleShopper("", "C500009", "United Kingdom"), Cart("C500009").Shopper);
        Assert.Equal(new SampleShopper("12358", "", "Germany"), Cart("C500004").Shopper);
    }

    // First and second byte of SHA-256: 12349 19 58, 12350 219 6, 12352 220 104, 12345 89 148.
    [Theory]
    [InlineData("12349", true, true)]
    [InlineData("12350", false, true)]
    [InlineData("12352", false, false)]
    [InlineData("12345", true, false)]
    public void Consent_follows_from_the_customer_id(string customer, bool email, bool sms)
    {
        var shopper = new SampleShopper(customer, "", "");

        Assert.Equal((email, sms), (shopper.AgreesToEmail, shopper.AgreesToSms));
    }
}
