using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Tests.Appending;

namespace Automation.Ingestion.Tests.Admission;

public sealed class Naming_the_address_of_a_consent
{
    [Theory]
    [InlineData(Channel.Email, " Ada@Shop.Example.COM ", "ada@shop.example.com")]
    [InlineData(Channel.Email, "ada@b\u00FCcher.example", "ada@xn--bcher-kva.example")]
    [InlineData(Channel.Sms, "+49 (0)30 1234567", "+49301234567")]
    [InlineData(Channel.Sms, "0049 170/1234567", "+491701234567")]
    public void It_gets_its_one_spelling(Channel channel, string said, string address)
    {
        var pending = Pend.Consent(new() { UserId = "u" }, channel: channel, address: said);
        Assert.Equal(address, pending.Event.ConsentChanged.Address);
        Assert.Equal(address, Event.Parser.ParseFrom(pending.Payload).ConsentChanged.Address);
    }

    [Theory]
    [InlineData(Channel.Email, "ada")]
    [InlineData(Channel.Email, "+491701234567")]
    [InlineData(Channel.Email, " ")]
    [InlineData(Channel.Sms, "ada@shop.example.com")]
    [InlineData(Channel.Sms, "0170 1234567")]
    [InlineData(Channel.Sms, "+1 555 0123")]
    [InlineData(Channel.Email, "null@null.com")]
    [InlineData(Channel.Sms, "+49 000 0000000")]
    public void One_that_cannot_be_read_costs_the_statement_of_who_agrees(Channel channel, string said)
    {
        var consent = Build.Event(new Identifiers { UserId = "u", Email = "other@shop.example.com" });
        consent.ConsentChanged = new ConsentChanged { Channel = channel, State = ConsentState.Subscribed, Address = said };
        var violation = EventAdmission.Admit(consent, "shop", isInternal: false, "", LogModel.LogTime, out _);
        Assert.Equal("consent_changed.address", violation!.Value.Field);
        Assert.Contains("correct it", violation.Value.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Channel.Email, "ada")]
    [InlineData(Channel.Email, " ")]
    [InlineData(Channel.Email, "a\0@shop.example.com")]
    [InlineData(Channel.Email, "null@null.com")]
    [InlineData(Channel.Sms, "+49 000 0000000")]
    [InlineData(Channel.Email, "+491701234567")]
    [InlineData(Channel.Sms, "0170 1234567")]
    [InlineData(Channel.Sms, "ada@shop.example.com")]
    public void Who_withdraws_for_one_that_cannot_be_read_withdraws_for_all(Channel channel, string said)
    {
        var log = new LogModel();
        log.Append(Pend.Seen(new() { UserId = "u", Email = "a@shop.example.com", Phone = "+491701111111" }));
        var pending = Pend.Consent(
            new() { UserId = "u", Email = "b@shop.example.com", Phone = "+491702222222" }, ConsentState.Unsubscribed, channel, said);
        var logged = Event.Parser.ParseFrom(pending.Payload).ConsentChanged;
        Assert.Equal(("", true), (logged.Address, logged.AddressUnclear));
        var dropped = Assert.Single(pending.Dropped);
        Assert.Equal(("consent_changed.address", "FIELD_INVALID"), (dropped.Field, dropped.Reason));
        Assert.Contains("every address", dropped.Description, StringComparison.Ordinal);
        Assert.Equal(
            channel is Channel.Email ? ["a@shop.example.com", "b@shop.example.com"] : ["+491701111111", "+491702222222"],
            log.Caused(pending).Select(placed => placed.Record.AddressConsent.Address));
        // It is a withdrawal without address in every other way, too.
        var late = channel is Channel.Email ? new Identifiers { UserId = "u", Email = "c@shop.example.com" } : new() { UserId = "u", Phone = "+4930123456" };
        Assert.Single(log.Caused(Pend.Seen(late, LogModel.LogTime.AddMinutes(-1))));
    }

    [Fact]
    public void A_service_that_withdraws_for_one_that_cannot_be_read_withdraws_for_all_too()
    {
        var log = new LogModel();
        var shopper = log.Shopper(Pend.Seen(new() { UserId = "u", Email = "a@shop.example.com" }));
        var pending = Pend.Derived(shopper, new ConsentChanged { Channel = Channel.Email, State = ConsentState.Unsubscribed, Address = "ada" });
        Assert.Equal("consent_changed.address", Assert.Single(pending.Dropped).Field);
        Assert.Equal("a@shop.example.com", Assert.Single(log.Caused(pending)).Record.AddressConsent.Address);
    }

    [Theory]
    [InlineData(Channel.Email, "ada", "", "identifiers.email", "FIELD_INVALID")]
    [InlineData(Channel.Email, "null@null.com", "", "identifiers.email", "PLACEHOLDER_IDENTIFIER")]
    [InlineData(Channel.Sms, "", "0170 1234567", "identifiers.phone", "FIELD_INVALID")]
    [InlineData(Channel.Sms, "", "+49 000 0000000", "identifiers.phone", "PLACEHOLDER_IDENTIFIER")]
    [InlineData(Channel.Sms, "", "n/a", "identifiers.phone", "PLACEHOLDER_IDENTIFIER")]
    public void Agreeing_for_an_own_one_that_cannot_be_read_is_about_none(Channel channel, string email, string phone, string field, string reason)
    {
        var who = new Identifiers { UserId = "u", Email = email, Phone = phone };
        var pending = Pend.Consent(who.Clone(), channel: channel);
        Assert.True(Event.Parser.ParseFrom(pending.Payload).ConsentChanged.AddressUnclear);
        Assert.Equal([(field, reason), ("consent_changed", "FIELD_INVALID")], pending.Dropped.Select(violation => (violation.Field, violation.Reason)));
        Assert.Contains(field, pending.Dropped[1].Description, StringComparison.Ordinal);

        var log = new LogModel();
        log.Append(Pend.Seen(new() { UserId = "u", Email = "ada@shop.example.com", Phone = "+491701234567" }));
        Assert.Empty(log.Caused(pending));
        // Who names another one, and who withdraws, is not misunderstood.
        Assert.Single(log.Caused(Pend.Consent(who.Clone(), channel: channel, address: channel is Channel.Email ? "b@shop.example.com" : "+4930123456")));
        Assert.NotEmpty(log.Caused(Pend.Consent(who.Clone(), ConsentState.Unsubscribed, channel)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("undefined")]
    [InlineData("{{ email }}")]
    public void Agreeing_for_a_placeholder_is_agreeing_for_the_events_own(string placeholder)
    {
        var log = new LogModel();
        var pending = Pend.Consent(new() { UserId = "u", Email = "ada@shop.example.com" }, address: placeholder);
        var logged = Event.Parser.ParseFrom(pending.Payload).ConsentChanged;
        Assert.Equal(("", false), (logged.Address, logged.AddressUnclear));
        var dropped = Assert.Single(pending.Dropped);
        Assert.Equal(("consent_changed.address", "PLACEHOLDER_IDENTIFIER"), (dropped.Field, dropped.Reason));
        Assert.Equal("ada@shop.example.com", Assert.Single(log.Caused(pending)).Record.AddressConsent.Address);
        // Where that cannot be read it is about none, and who withdraws means all.
        Assert.True(Pend.Consent(new() { UserId = "u", Email = "ada" }, address: placeholder).Event.ConsentChanged.AddressUnclear);
        Assert.True(Pend.Consent(new() { UserId = "u" }, ConsentState.Unsubscribed, address: placeholder).Event.ConsentChanged.AddressUnclear);
    }

    [Theory]
    [InlineData(Channel.Email, "Ann@shop.example.com", "ann@shop.example.com", "")]
    [InlineData(Channel.Sms, "0049 170 1234567", "", "+491701234567")]
    public void Who_withdraws_for_one_and_has_no_name_is_named_by_it(Channel channel, string said, string email, string phone)
    {
        var pending = Pend.Consent(new() { UserId = "null" }, ConsentState.Unsubscribed, channel, said);
        Assert.Equal(new Identifiers { Email = email, Phone = phone }, Event.Parser.ParseFrom(pending.Payload).Identifiers);
        Assert.Equal("identifiers.user_id", Assert.Single(pending.Dropped).Field);
        Assert.Equal(email + phone, Assert.Single(new LogModel().Caused(pending)).Record.AddressConsent.Address);
        Assert.Equal(email, Pend.Consent(new(), ConsentState.Unsubscribed, channel, said).Event.Identifiers.Email);
        // Not who agrees, nor where it cannot be read.
        foreach (var (state, address) in new[] { (ConsentState.Subscribed, said), (ConsentState.Unsubscribed, "ann") })
        {
            var consent = Build.Event(new Identifiers { UserId = "null" });
            consent.ConsentChanged = new ConsentChanged { Channel = channel, State = state, Address = address };
            Assert.Equal("identifiers.user_id", EventAdmission.Admit(consent, "shop", isInternal: false, "", LogModel.LogTime, out _)!.Value.Field);
        }
    }

    [Fact]
    public void One_of_the_other_kind_that_cannot_be_read_costs_no_consent()
    {
        var pending = Pend.Consent(new() { UserId = "u", Phone = "0170 1234567" });
        Assert.False(pending.Event.ConsentChanged.AddressUnclear);
        Assert.Equal("identifiers.phone", Assert.Single(pending.Dropped).Field);
    }

    [Theory]
    [InlineData(ConsentState.Subscribed)]
    [InlineData(ConsentState.Unsubscribed)]
    public void Whether_it_is_unclear_is_not_for_the_sender_to_say(ConsentState state)
    {
        var consent = Build.Event(new Identifiers { UserId = "u" });
        consent.ConsentChanged = new ConsentChanged { Channel = Channel.Email, State = state, AddressUnclear = true };
        Assert.False(Pend.Of(consent).Event.ConsentChanged.AddressUnclear);
    }
}
