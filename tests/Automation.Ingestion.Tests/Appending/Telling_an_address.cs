using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Tests.Appending;

/// <summary>What a statement of consent causes at the addresses that it is about.</summary>
public sealed class Telling_an_address
{
    const string Mailbox = "ada@shop.example.com";
    const string Phone = "+491701234567";

    readonly LogModel _log = new();

    [Fact]
    public void The_address_of_the_event_is_told_in_its_own_partition()
    {
        var said = LogModel.LogTime.AddMinutes(-3);
        var result = _log.Append(Pend.Consent(new() { UserId = "u", Email = Mailbox }, at: said))[0];
        var placed = Assert.Single(result.Controls!);
        Assert.Equal(AddressSubject.Of("shop", AddressKind.Email, Mailbox), placed.SubjectId);
        Assert.Equal(Partitions.Of("shop", placed.SubjectId.ToString()), placed.Partition);
        Assert.Equal(
            new AddressConsent
            {
                Channel = Channel.Email, Address = Mailbox, State = ConsentState.Subscribed, Source = "form",
                OccurTime = said.ToTimestamp(), ShopperId = result.ShopperId.ToString(),
            },
            placed.Record.AddressConsent);
    }

    [Fact]
    public void A_text_message_goes_by_the_phone()
    {
        var placed = Assert.Single(_log.Caused(Pend.Consent(
            new() { UserId = "u", Email = Mailbox, Phone = Phone }, ConsentState.Unsubscribed, Channel.Sms)));
        Assert.Equal((AddressSubject.Of("shop", AddressKind.Phone, Phone), Phone), (placed.SubjectId, placed.Record.AddressConsent.Address));
        Assert.Equal(ConsentState.Unsubscribed, placed.Record.AddressConsent.State);
    }

    [Fact]
    public void The_address_that_is_said_goes_before_the_identifier() =>
        Assert.Equal(["b@shop.example.com"], Told(Pend.Consent(new() { Email = Mailbox }, address: "b@shop.example.com")));

    [Fact]
    public void Two_shoppers_of_one_address_tell_the_same_subject_and_two_shops_do_not()
    {
        var one = _log.Caused(Pend.Consent(new() { UserId = "1", Email = Mailbox }))[0];
        var two = _log.Caused(Pend.Consent(new() { UserId = "2", Email = Mailbox }))[0];
        Assert.Equal(one.SubjectId, two.SubjectId);
        Assert.Equal(one.Partition, two.Partition);
        Assert.NotEqual(one.SubjectId, AddressSubject.Of("other", AddressKind.Email, Mailbox));
    }

    [Fact]
    public void A_withdrawal_without_address_is_about_every_one_of_its_kind()
    {
        _log.Append(Pend.Seen(new() { UserId = "u", Email = "b@shop.example.com", Phone = Phone }));
        _log.Append(Pend.Seen(new() { UserId = "u", Email = "a@shop.example.com" }));
        _log.Append(Pend.Seen(new() { UserId = "other", Email = "c@shop.example.com" }));
        Assert.Equal(["a@shop.example.com", "b@shop.example.com"], Told(Pend.Consent(new() { UserId = "u" }, ConsentState.Unsubscribed)));
        Assert.Equal([Phone], Told(Pend.Consent(new() { UserId = "u" }, ConsentState.Unsubscribed, Channel.Sms)));
    }

    [Fact]
    public void An_address_that_came_in_the_same_commit_counts()
    {
        var results = _log.Append(
            Pend.Seen(new() { AnonymousId = "d", Email = Mailbox }),
            Pend.Consent(new() { AnonymousId = "d" }, ConsentState.Unsubscribed));
        Assert.Equal(Mailbox, Assert.Single(results[1].Controls!).Record.AddressConsent.Address);
    }

    [Fact]
    public void Agreeing_without_address_is_about_the_only_one_and_about_none_where_there_are_two_or_none()
    {
        Assert.Empty(Told(Pend.Consent(new() { UserId = "u" })));
        _log.Append(Pend.Seen(new() { UserId = "u", Email = Mailbox }));
        Assert.Equal([Mailbox], Told(Pend.Consent(new() { UserId = "u" })));
        Assert.Empty(Told(Pend.Consent(new() { UserId = "u" }, channel: Channel.Sms)));
        _log.Append(Pend.Seen(new() { UserId = "u", Email = "b@shop.example.com" }));
        Assert.Empty(Told(Pend.Consent(new() { UserId = "u" })));
    }

    [Fact]
    public void A_service_that_speaks_for_a_shopper_tells_the_address_too()
    {
        var shopper = _log.Shopper(Pend.Seen(new() { UserId = "u", Email = Mailbox }));
        var said = new ConsentChanged { Channel = Channel.Email, State = ConsentState.Unsubscribed, MessageId = Guid.NewGuid().ToString() };
        Assert.Equal([Mailbox], Told(Pend.Derived(shopper, said)));
        said.Address = "b@shop.example.com";
        Assert.Equal(["b@shop.example.com"], Told(Pend.Derived(shopper, said)).Distinct());
    }

    [Fact]
    public void What_is_dated_ahead_was_said_when_it_was_logged()
    {
        var placed = _log.Caused(Pend.Consent(new() { Email = Mailbox }, at: LogModel.LogTime.AddMinutes(9)))[0];
        Assert.Equal(LogModel.LogTime.ToTimestamp(), placed.Record.AddressConsent.OccurTime);
    }

    [Fact]
    public void A_duplicate_tells_nobody()
    {
        Assert.Single(_log.Caused(Pend.Consent(new() { Email = Mailbox }, id: "once")));
        Assert.Empty(_log.Caused(Pend.Consent(new() { Email = Mailbox }, id: "once")));
        var results = _log.Append(Pend.Consent(new() { Email = Mailbox }, id: "2"), Pend.Consent(new() { Email = Mailbox }, id: "2"));
        Assert.Null(results[1].Controls);
    }

    [Fact]
    public void More_addresses_than_anybody_has_are_not_all_told()
    {
        for (var i = 0; i <= Limits.ShopperAddresses; i++)
            _log.Append(Pend.Seen(new() { UserId = "u", Email = $"a{i}@shop.example.com" }));
        Assert.Equal(Limits.ShopperAddresses, Told(Pend.Consent(new() { UserId = "u" }, ConsentState.Unsubscribed)).Count);
    }

    List<string> Told(PendingEvent pending) =>
        [.. _log.Caused(pending).Select(placed => placed.Record.AddressConsent.Address)];
}
