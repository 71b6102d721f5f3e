using Automation.ChannelDelivery.Consents;
using Automation.ChannelDelivery.Sending;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Consents;

public sealed class What_was_said_about_an_address
{
    const string Ada = "ada@shop.example.com";
    const string Bob = "bob@shop.example.com";

    [Fact]
    public void Another_shoppers_opt_out_of_the_address_holds() => AssertHeld(
        Shopper(Said(Ada, ConsentState.Subscribed, 0)), Address(Said(Ada, ConsentState.Unsubscribed, 1)));

    [Fact]
    public void Another_shoppers_later_consent_for_the_address_holds() => AssertGoes(
        Shopper(Said(Ada, ConsentState.Unsubscribed, 0)), Address(Said(Ada, ConsentState.Subscribed, 1)));

    [Fact]
    public void Consent_for_another_address_is_none_for_this_one() =>
        AssertHeld(Shopper(Said(Bob, ConsentState.Subscribed, 0)), null);

    [Fact]
    public void An_opt_out_of_another_address_is_none_of_this_one() => AssertGoes(
        Shopper(Said(Ada, ConsentState.Subscribed, 0), Said(Bob, ConsentState.Unsubscribed, 1)), null);

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void The_later_statement_holds_and_of_equally_late_ones_the_stricter(int optOutMinute, bool isSent)
    {
        var (shopper, said) = (Shopper(Said(Ada, ConsentState.Subscribed, 0)), Said(Ada, ConsentState.Unsubscribed, optOutMinute));
        AssertIs(isSent, shopper, Address(said));
        // Whoever of the two said which.
        AssertIs(isSent, Shopper(said), Address(Said(Ada, ConsentState.Subscribed, 0)));
        AssertIs(isSent, shopper, null, Samples.Noon.AddMinutes(optOutMinute));
    }

    [Fact]
    public void When_it_was_said_counts_and_not_when_it_became_known()
    {
        var withdrawn = Said(Ada, ConsentState.Unsubscribed, -1);
        var consented = Said(Ada, ConsentState.Subscribed, -60 * 24 * 30);
        consented.UpdateTime = Samples.Noon.ToTimestamp();
        AssertHeld(Shopper(consented), Address(withdrawn));
    }

    [Theory]
    [InlineData("ada@shop.example.com")]
    [InlineData("Ada@Shop.Example.Com")]
    public void What_was_said_without_an_address_was_said_about_the_one_that_the_profile_has(string email)
    {
        // As a build before wrote it.
        var former = new Consent { Channel = Channel.Email, State = ConsentState.Subscribed, UpdateTime = Samples.Noon.ToTimestamp() };
        var shopper = Shopper(former);
        shopper.Email = email;
        AssertGoes(shopper, null);
        AssertHeld(shopper, Address(Said(Ada, ConsentState.Unsubscribed, 1)));
        // The other way round it says nothing about an address that the shopper had before.
        Assert.Empty(AddressConsents.About(Channel.Email, Bob, shopper, null, null));
    }

    [Fact]
    public void A_statement_about_another_channel_says_nothing()
    {
        var sms = Said(Ada, ConsentState.Unsubscribed, 5);
        sms.Channel = Channel.Sms;
        AssertGoes(Shopper(Said(Ada, ConsentState.Subscribed, 0), sms), Address(sms));
    }

    [Fact]
    public void Nothing_said_is_no_consent()
    {
        AssertHeld(Shopper(), null);
        AssertHeld(Shopper(), Address());
        AssertHeld(Shopper(), null, Samples.Noon);
    }

    [Theory]
    [InlineData(-600, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(-600, 7)]
    [InlineData(0, 1)]
    public void A_withdrawal_holds_over_a_consent_whose_clock_was_ahead(int secondsAhead, int ticksMore)
    {
        // Finer than it is stored.
        var agreed = Samples.Noon.AddTicks(ticksMore);
        var shopper = Shopper(new Consent { Channel = Channel.Email, Address = Ada, State = ConsentState.Subscribed, OccurTime = agreed.ToTimestamp() });
        var now = Samples.Noon.AddSeconds(secondsAhead);
        var time = AddressConsents.WithdrawalTime(now, AddressConsents.Latest(AddressConsents.About(Channel.Email, Ada, shopper, null, null)));
        Assert.Equal(0, time.Ticks % TimeSpan.TicksPerMicrosecond);
        Assert.InRange(time, agreed > now ? agreed : now, (agreed > now ? agreed : now).AddTicks(9));
        AssertHeld(shopper, null, time);
        AssertGoes(shopper, Address(Said(Ada, ConsentState.Subscribed, 2)));
    }

    [Fact]
    public void A_withdrawal_is_of_now_where_nothing_is_to_be_withdrawn()
    {
        Assert.Equal(Samples.Noon, AddressConsents.WithdrawalTime(Samples.Noon, null));
        Assert.Equal(Samples.Noon, AddressConsents.WithdrawalTime(Samples.Noon, new Statement(false, Samples.Noon.AddMinutes(5))));
    }

    [Fact]
    public void What_a_shopper_needs_is_sent_whatever_was_said() => Assert.IsType<SendDecision.Go>(SendRules.Decide(Samples.Facts() with
    {
        Message = Samples.Message() with { Purpose = Automation.WorkflowEngine.V1.Purpose.Transactional },
        Profile = Shopper(Said(Ada, ConsentState.Unsubscribed, 0)),
        OptOutTime = Samples.Noon,
    }));

    static Consent Said(string address, ConsentState state, int minute) => new()
    {
        Channel = Channel.Email,
        Address = address,
        State = state,
        OccurTime = Samples.Noon.AddMinutes(minute).ToTimestamp(),
        UpdateTime = Samples.Noon.AddMinutes(minute).ToTimestamp(),
    };

    static Profile Shopper(params Consent[] consents)
    {
        var profile = Samples.Profile();
        profile.Consents.Clear();
        profile.Consents.AddRange(consents);
        return profile;
    }

    static Profile Address(params Consent[] consents) => new() { ShopperId = Guid.NewGuid().ToString(), Consents = { consents } };

    static void AssertGoes(Profile shopper, Profile? address) => AssertIs(true, shopper, address);

    static void AssertHeld(Profile shopper, Profile? address, DateTimeOffset? optOutTime = null) => AssertIs(false, shopper, address, optOutTime);

    static void AssertIs(bool isSent, Profile shopper, Profile? address, DateTimeOffset? optOutTime = null) => Assert.Equal(
        isSent ? new SendDecision.Go(Ada) : new SendDecision.Drop(SendReasons.ConsentMissing),
        SendRules.Decide(Samples.Facts() with { Profile = shopper, AddressProfile = address, OptOutTime = optOutTime }));
}
