using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using FsCheck;
using FsCheck.Fluent;

namespace Automation.Ingestion.Tests.Appending;

/// <summary>Addresses that a shopper is written to and that name another shopper.</summary>
public sealed class Using_an_address
{
    const string A = "a@shop.example.com";
    const string B = "b@shop.example.com";
    const string Phone = "+491701234567";

    readonly LogModel _log = new();

    [Theory]
    [InlineData(Channel.Email, A)]
    [InlineData(Channel.Sms, Phone)]
    public void A_withdrawal_without_address_reaches_one_that_another_shopper_owns(Channel channel, string shared)
    {
        var owner = _log.Shopper(Pend.Seen(At(channel, shared, "owner")));
        var other = _log.Shopper(Pend.Seen(At(channel, shared, "other")));
        Assert.NotEqual(owner, other);
        Assert.Equal([shared], Told(Pend.Consent(new() { UserId = "other" }, ConsentState.Unsubscribed, channel)));
        Assert.Equal([shared], Told(Pend.Consent(new() { UserId = "owner" }, ConsentState.Unsubscribed, channel)));
        var somebody = channel is Channel.Email ? Channel.Sms : Channel.Email;
        Assert.Empty(Told(Pend.Consent(new() { UserId = "other" }, ConsentState.Unsubscribed, somebody)));
    }

    [Fact]
    public void Who_comes_to_another_address_withdraws_for_the_former_too()
    {
        _log.Append(Pend.Seen(new() { UserId = "owner", Email = B }));
        _log.Append(Pend.Seen(new() { UserId = "u", Email = B }));
        _log.Append(Pend.Seen(new() { UserId = "u", Email = A }));
        Assert.Equal([A, B], Told(Pend.Consent(new() { UserId = "u" }, ConsentState.Unsubscribed)));
        Assert.Equal([B], Told(Pend.Consent(new() { UserId = "owner" }, ConsentState.Unsubscribed)));
    }

    [Fact]
    public void A_guest_who_turns_out_to_be_somebody_brings_the_address_along()
    {
        var guest = _log.Shopper(Pend.Seen(new() { AnonymousId = "d", Email = A }));
        var account = _log.Shopper(Pend.Seen(new() { UserId = "u", Email = B }));
        Assert.Equal(account, _log.Shopper(Pend.Seen(new() { UserId = "u", AnonymousId = "d", Email = A })));
        Assert.NotEqual(guest, account);
        Assert.Equal([A, B], Told(Pend.Consent(new() { AnonymousId = "d" }, ConsentState.Unsubscribed)));
    }

    [Fact]
    public void Who_is_known_by_an_external_id_withdraws_by_it_alone_for_every_mailbox_that_came_with_it()
    {
        _log.Append(Pend.Seen(new() { ExternalId = "crm-1", Email = A }));
        _log.Append(Pend.Seen(new() { ExternalId = "crm-1", Email = B }));
        Assert.Equal([A, B], Told(Pend.Consent(new() { ExternalId = "crm-1" }, ConsentState.Unsubscribed)));
    }

    [Fact]
    public void A_withdrawal_by_a_phone_alone_reaches_everybody_who_uses_the_phone()
    {
        var first = _log.Shopper(Pend.Seen(new() { Phone = Phone, Email = A }));
        var second = _log.Shopper(Pend.Seen(new() { Phone = Phone, Email = B }));
        Assert.NotEqual(first, second);
        // Who agrees by it may be either.
        Assert.True(_log.Append(Pend.Consent(new() { Phone = Phone }))[0].Settled!.Event.ConsentChanged.AddressUnclear);
        Assert.Equal([A, B], Told(Pend.Consent(new() { Phone = Phone }, ConsentState.Unsubscribed)));
        Assert.Equal([A, B], Told(Pend.Consent(new() { Phone = Phone, AnonymousId = "d" }, ConsentState.Unsubscribed)));
        // Who says more is one of them.
        Assert.Equal([B], Told(Pend.Consent(new() { Phone = Phone, Email = B }, ConsentState.Unsubscribed)));
    }

    [Fact]
    public void Somebody_who_comes_to_the_phone_in_the_same_commit_counts()
    {
        _log.Append(Pend.Seen(new() { Phone = Phone, Email = A }));
        var results = _log.Append(
            Pend.Seen(new() { Phone = Phone, Email = B }), Pend.Consent(new() { Phone = Phone }, ConsentState.Unsubscribed));
        Assert.Equal([A, B], results[1].Controls!.Select(placed => placed.Record.AddressConsent.Address));
    }

    [Fact]
    public void One_that_the_shopper_has_agreed_for_counts()
    {
        _log.Append(Pend.Seen(new() { UserId = "u", Email = A }));
        _log.Append(Pend.Consent(new() { UserId = "u" }, address: B));
        Assert.Equal([A, B], Told(Pend.Consent(new() { UserId = "u" }, ConsentState.Unsubscribed)));
    }

    [Fact]
    public void One_that_came_in_the_same_commit_counts()
    {
        _log.Append(Pend.Seen(new() { UserId = "owner", Email = A }));
        var results = _log.Append(
            Pend.Seen(new() { UserId = "u", Email = A }), Pend.Consent(new() { UserId = "u" }, ConsentState.Unsubscribed));
        Assert.Equal(A, Assert.Single(results[1].Controls!).Record.AddressConsent.Address);
    }

    [Fact]
    public void Agreeing_is_about_the_only_one_that_is_used()
    {
        _log.Append(Pend.Seen(new() { UserId = "owner", Email = A }));
        _log.Append(Pend.Seen(new() { UserId = "u", Email = A }));
        var agreed = _log.Append(Pend.Consent(new() { UserId = "u" }))[0];
        Assert.Equal(A, Assert.Single(agreed.Controls!).Record.AddressConsent.Address);
        Assert.Null(agreed.Settled);
    }

    [Theory]
    [InlineData(Channel.Email, A, B)]
    [InlineData(Channel.Sms, Phone, "+4930123456")]
    public void Agreeing_is_about_none_where_one_of_two_is_anothers_and_the_log_says_so(Channel channel, string shared, string own)
    {
        _log.Append(Pend.Seen(At(channel, shared, "owner")));
        _log.Append(Pend.Seen(At(channel, own, "u")), Pend.Seen(At(channel, shared, "u")));
        var agreed = _log.Append(Pend.Consent(new() { UserId = "u" }, channel: channel))[0];
        Assert.Null(agreed.Controls);
        Assert.True(Event.Parser.ParseFrom(agreed.Settled!.Payload).ConsentChanged.AddressUnclear);
        Assert.True(agreed.Settled.Event.ConsentChanged.AddressUnclear);
        Assert.Equal("consent_changed", Assert.Single(agreed.Settled.Dropped).Field);
        Assert.Equal([shared], Told(Pend.Consent(new() { UserId = "u" }, channel: channel, address: shared)));
    }

    /// <summary>Any events of few people on few addresses: who withdraws reaches every address that came with their events.</summary>
    [Fact]
    public void A_withdrawal_reaches_whatever_its_shopper_has_used()
    {
        var makers = Gen.Choose(0, 3).SelectMany(user => Gen.Choose(0, 4).SelectMany(email => Gen.Choose(1, 2).SelectMany(device =>
            Gen.Choose(0, 3).Select(sort => (user, email, device, sort)))));
        var shared = 0;
        Prop.ForAll(makers.ListOf(30).ToArbitrary(), Gen.Choose(1, 7).ToArbitrary(), (list, size) =>
        {
            var log = new LogModel();
            var used = new Dictionary<Guid, SortedSet<string>>();
            foreach (var commit in list.Select(one => Make(one.user, one.email, one.device, one.sort)).Chunk(size))
            {
                foreach (var (pending, result) in commit.Zip(log.Append(commit)))
                {
                    if (!used.TryGetValue(result.ShopperId!.Value, out var addresses))
                        used[result.ShopperId.Value] = addresses = new(StringComparer.Ordinal);
                    foreach (var address in new[] { pending.Event.Identifiers.Email, pending.Event.ConsentChanged?.Address ?? "" })
                    {
                        if (address.Length > 0)
                            addresses.Add(address);
                    }
                }
            }
            shared += used.Values.SelectMany(addresses => addresses).CountBy(address => address).Count(pair => pair.Value > 1);
            foreach (var (shopper, addresses) in used)
            {
                var said = new ConsentChanged { Channel = Channel.Email, State = ConsentState.Unsubscribed };
                Assert.Equal(addresses, log.Caused(Pend.Derived(shopper, said)).Select(placed => placed.Record.AddressConsent.Address));
            }
        }).QuickCheckThrowOnFailure();
        Assert.True(shared > 100, $"Only {shared} addresses were shared.");
    }

    static PendingEvent Make(int user, int email, int device, int sort)
    {
        var who = new Identifiers
        {
            UserId = user > 0 ? $"u{user}" : "", AnonymousId = $"d{device}", Email = email > 0 ? $"m{email}@shop.example.com" : "",
        };
        return sort > 0 ? Pend.Seen(who) : Pend.Consent(who, address: $"m{1 + email}@shop.example.com");
    }

    static Identifiers At(Channel channel, string address, string userId) => channel is Channel.Email
        ? new() { UserId = userId, Email = address }
        : new() { UserId = userId, Phone = address };

    List<string> Told(PendingEvent pending) =>
        [.. _log.Caused(pending).Select(placed => placed.Record.AddressConsent.Address)];
}
