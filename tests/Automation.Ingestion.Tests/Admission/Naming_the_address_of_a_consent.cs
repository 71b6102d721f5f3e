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
    public void One_that_cannot_be_read_costs_the_statement(Channel channel, string said)
    {
        var consent = Build.Event(new Identifiers { UserId = "u", Email = "other@shop.example.com" });
        consent.ConsentChanged = new ConsentChanged { Channel = channel, State = ConsentState.Unsubscribed, Address = said };
        var violation = EventAdmission.Admit(consent, "shop", isInternal: false, "", LogModel.LogTime, out _);
        Assert.Equal("consent_changed.address", violation!.Value.Field);
        Assert.Contains("correct it", violation.Value.Description, StringComparison.Ordinal);
    }
}
