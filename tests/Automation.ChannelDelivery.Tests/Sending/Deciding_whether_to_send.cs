using Automation.ChannelDelivery.Policies;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Sending;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Sending;

public sealed class Deciding_whether_to_send
{
    static readonly ShopPolicy Nights = new(new QuietTime(new TimeOnly(22, 0), new TimeOnly(8, 0)), []);

    [Fact]
    public void A_subscribed_shopper_with_an_address_is_sent_to() =>
        Assert.Equal(new SendDecision.Go("ada@shop.example.com"), SendRules.Decide(Samples.Facts()));

    [Fact]
    public void Marketing_needs_consent_for_the_very_channel()
    {
        var profile = Samples.Profile();
        profile.Consents[0].Channel = Channel.Sms;
        AssertDropped(SendReasons.ConsentMissing, Samples.Facts() with { Profile = profile });
    }

    [Theory]
    [InlineData(ConsentState.Unsubscribed)]
    [InlineData(ConsentState.Unspecified)]
    public void Anything_but_subscribed_is_no_consent(ConsentState state)
    {
        var profile = Samples.Profile();
        profile.Consents[0].State = state;
        AssertDropped(SendReasons.ConsentMissing, Samples.Facts() with { Profile = profile });
    }

    [Fact]
    public void Silence_is_no_consent()
    {
        var profile = Samples.Profile();
        profile.Consents.Clear();
        AssertDropped(SendReasons.ConsentMissing, Samples.Facts() with { Profile = profile });
    }

    [Fact]
    public void A_transactional_message_needs_no_consent_and_obeys_neither_quiet_hours_nor_caps()
    {
        var profile = Samples.Profile();
        profile.Consents.Clear();
        var policy = Nights with { Caps = [new FrequencyLimit(Channel.Email, 1, TimeSpan.FromDays(1))] };
        var facts = Samples.Facts() with
        {
            Profile = profile,
            Message = Samples.Message() with { Purpose = Purpose.Transactional },
            Now = Samples.Noon.AddHours(11),
            Policy = policy,
            RecentCount = 5,
        };
        Assert.IsType<SendDecision.Go>(SendRules.Decide(facts));
    }

    [Fact]
    public void A_purpose_that_nobody_stated_is_held_to_the_rules_of_marketing()
    {
        var profile = Samples.Profile();
        profile.Consents.Clear();
        var message = Samples.Message() with { Purpose = Purpose.Unspecified };
        AssertDropped(SendReasons.ConsentMissing, Samples.Facts() with { Profile = profile, Message = message });
    }

    [Fact]
    public void What_is_for_systems_never_reaches_a_shopper()
    {
        var message = Samples.Message() with { Purpose = Purpose.System };
        AssertDropped(SendReasons.ChannelUnsupported, Samples.Facts() with { Message = message });
        Assert.False(AddressDecision.IsMarketing(Purpose.System));
    }

    [Fact]
    public void Nobody_without_a_profile_is_sent_to() =>
        AssertDropped(SendReasons.ProfileMissing, Samples.Facts() with { Profile = null });

    [Theory]
    [InlineData("", SendReasons.AddressMissing)]
    [InlineData("ada", SendReasons.AddressInvalid)]
    [InlineData("ada@shop.example.com\r\nRCPT TO:<eve@evil.example>", SendReasons.AddressInvalid)]
    public void An_address_must_be_there_and_be_one(string email, string reason)
    {
        var profile = Samples.Profile();
        profile.Email = email;
        AssertDropped(reason, Samples.Facts() with { Profile = profile });
    }

    [Theory]
    [InlineData(Purpose.Marketing)]
    [InlineData(Purpose.Transactional)]
    public void Nothing_goes_to_an_address_that_was_refused_for_good(Purpose purpose) => AssertDropped(
        SendReasons.AddressSuppressed,
        Samples.Facts() with { IsSuppressed = true, Message = Samples.Message() with { Purpose = purpose } });

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_message_is_not_sent_at_or_after_its_expiry(int secondsLeft, bool isDropped)
    {
        var message = Samples.Message() with { ExpireTime = Samples.Noon.AddSeconds(secondsLeft) };
        var decision = SendRules.Decide(Samples.Facts() with { Message = message });
        Assert.Equal(isDropped, decision is SendDecision.Drop { Reason: SendReasons.Expired });
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void A_message_above_the_cap_is_dropped(int recent, bool isDropped)
    {
        var policy = new ShopPolicy(null, [new FrequencyLimit(Channel.Email, 2, TimeSpan.FromDays(1))]);
        var decision = SendRules.Decide(Samples.Facts() with { Policy = policy, RecentCount = recent });
        Assert.Equal(isDropped, decision is SendDecision.Drop { Reason: SendReasons.FrequencyCapped });
    }

    [Fact]
    public void A_cap_of_another_channel_is_not_this_ones()
    {
        var policy = new ShopPolicy(null, [new FrequencyLimit(Channel.Sms, 1, TimeSpan.FromDays(1))]);
        Assert.IsType<SendDecision.Go>(SendRules.Decide(Samples.Facts() with { Policy = policy, RecentCount = 9 }));
    }

    [Fact]
    public void Quiet_hours_defer_to_their_end_in_the_shoppers_own_zone()
    {
        var profile = Samples.Profile();
        profile.Traits = new Struct { Fields = { ["time_zone"] = Value.ForString("America/New_York") } };
        // 12:00 UTC on 10 March 2026 is 08:00 in New York, already daylight saving; 11:59 is still quiet.
        var facts = Samples.Facts() with { Profile = profile, Policy = Nights, Now = Samples.Noon.AddMinutes(-1) };
        Assert.Equal(new SendDecision.Defer(SendReasons.QuietHours, Samples.Noon), SendRules.Decide(facts));
        Assert.IsType<SendDecision.Go>(SendRules.Decide(facts with { Now = Samples.Noon }));
    }

    [Theory]
    [InlineData("Mars/Olympus_Mons")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    public void A_zone_that_nobody_knows_leaves_the_shops_zone_in_force(string zone)
    {
        var profile = Samples.Profile();
        profile.Traits = new Struct { Fields = { ["time_zone"] = Value.ForString(zone) } };
        var facts = Samples.Facts() with { Profile = profile, Policy = Nights, ShopTimeZone = "Asia/Tokyo" };
        // Noon UTC is 21:00 in Tokyo; an hour later it is quiet there until 08:00, which is 23:00 UTC.
        Assert.IsType<SendDecision.Go>(SendRules.Decide(facts));
        Assert.Equal(
            new SendDecision.Defer(SendReasons.QuietHours, Samples.Noon.AddHours(11)),
            SendRules.Decide(facts with { Now = Samples.Noon.AddHours(1) }));
    }

    [Fact]
    public void What_would_expire_in_quiet_hours_is_dropped_at_once()
    {
        var message = Samples.Message() with { ExpireTime = Samples.Noon.AddHours(15) };
        AssertDropped(SendReasons.Expired, Samples.Facts() with { Message = message, Policy = Nights, Now = Samples.Noon.AddHours(12) });
    }

    [Fact]
    public void Marketing_for_a_cart_of_nothing_that_can_be_bought_is_dropped() =>
        AssertDropped(SendReasons.NothingAvailable, Samples.Facts() with { Stock = CartStock.SoldOut });

    [Fact]
    public void Marketing_waits_for_what_the_catalog_says_until_its_time_is_over()
    {
        var facts = Samples.Facts() with { Stock = CartStock.Unknown, Message = Samples.Message() with { ExpireTime = Samples.Noon.AddSeconds(1) } };
        Assert.Equal(new SendDecision.Defer(SendReasons.CatalogUnavailable, null), SendRules.Decide(facts));
        AssertDropped(SendReasons.Expired, facts with { Now = Samples.Noon.AddSeconds(1) });
        // What is certain anyway does not wait for it.
        AssertDropped(SendReasons.AddressSuppressed, facts with { IsSuppressed = true });
        AssertDropped(SendReasons.ConsentMissing, facts with { OptOutTime = Samples.Noon });
    }

    [Theory]
    [InlineData(CartStock.SoldOut)]
    [InlineData(CartStock.Unknown)]
    public void What_the_shopper_needs_is_sent_whatever_can_be_bought(object stock)
    {
        var message = Samples.Message() with { Purpose = Purpose.Transactional };
        Assert.IsType<SendDecision.Go>(SendRules.Decide(Samples.Facts() with { Message = message, Stock = (CartStock)stock }));
    }

    [Theory]
    [InlineData(Purpose.Marketing)]
    [InlineData(Purpose.Transactional)]
    public void Products_are_shown_only_while_they_can_be_bought_whatever_the_message_is_for(Purpose purpose)
    {
        var content = new MessageContent { Products = new MessageProducts { Products = { new MessageProduct { ProductId = "cup" } } } };
        var facts = Samples.Facts() with { Message = Samples.Message() with { Purpose = purpose, Content = content } };
        Assert.IsType<SendDecision.Go>(SendRules.Decide(facts));
        AssertDropped(SendReasons.NothingAvailable, facts with { Stock = CartStock.SoldOut });
        AssertDropped(SendReasons.PriceNotLower, facts with { Stock = CartStock.NotReduced });
        Assert.Equal(new SendDecision.Defer(SendReasons.CatalogUnavailable, null), SendRules.Decide(facts with { Stock = CartStock.Unknown }));
    }

    [Fact]
    public void A_channel_without_a_provider_is_dropped() => AssertDropped(
        SendReasons.ChannelUnsupported, Samples.Facts() with { Message = Samples.Message() with { Channel = Channel.Sms } });

    static void AssertDropped(string reason, SendFacts facts) =>
        Assert.Equal(new SendDecision.Drop(reason), SendRules.Decide(facts));
}
