using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Tests.Appending;

/// <summary>A withdrawal that named no address reaches those that turn out to have been used before it.</summary>
public sealed class Telling_an_address_of_a_withdrawal_before_it
{
    const string A = "a@shop.example.com";
    const string B = "b@shop.example.com";
    const string C = "c@shop.example.com";

    static readonly DateTimeOffset s_withdrawn = LogModel.LogTime.AddHours(-1);

    readonly LogModel _log = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_whose_use_before_it_is_told_late_knows_of_it(bool isAnothers)
    {
        if (isAnothers)
            _log.Append(Pend.Seen(new() { UserId = "owner", Email = B }));
        var shopper = _log.Shopper(Pend.Seen(new() { UserId = "u", Email = A }));
        Withdraw();
        var placed = Assert.Single(_log.Caused(Used(B, -61)));
        Assert.Equal(AddressSubject.Of("shop", AddressKind.Email, B), placed.SubjectId);
        Assert.Equal(
            new AddressConsent
            {
                Channel = Channel.Email, Address = B, State = ConsentState.Unsubscribed, Source = "form",
                OccurTime = s_withdrawn.ToTimestamp(), ShopperId = shopper.ToString(),
            },
            placed.Record.AddressConsent);
    }

    [Fact]
    public void One_that_is_used_only_afterwards_does_not()
    {
        _log.Append(Pend.Seen(new() { UserId = "u", Email = A }));
        Withdraw();
        Assert.Empty(Told(Used(B, -59)));
        // What is told of it later still counts: it was in use before.
        Assert.Equal([B], Told(Used(B, -60)));
    }

    [Fact]
    public void It_knows_once()
    {
        _log.Append(Pend.Seen(new() { UserId = "u", Email = A }));
        Withdraw();
        Assert.Equal([B], Told(Used(B, -70)));
        Assert.Empty(Told(Used(B, -80)));
        Assert.Empty(Told(Used(A, -80)));
        Assert.Equal([C], Told(Used(C, -80)));
    }

    [Fact]
    public void Where_none_was_in_use_it_is_the_first()
    {
        _log.Append(Pend.Seen(new() { UserId = "owner", Email = B }));
        Withdraw();
        Assert.Equal([C], Told(Pend.Consent(new() { UserId = "u" }, address: C, at: LogModel.LogTime.AddMinutes(-20))));
        Assert.Equal([B], Told(Used(B, -10)));
        Assert.Empty(Told(Used(C, -5)));
    }

    [Fact]
    public void One_that_something_is_said_of_is_used_too()
    {
        _log.Append(Pend.Seen(new() { UserId = "u", Email = A }));
        Withdraw();
        var placed = _log.Caused(Pend.Consent(new() { UserId = "u" }, address: B, at: LogModel.LogTime.AddMinutes(-90)));
        Assert.Equal(
            [(B, ConsentState.Unsubscribed), (B, ConsentState.Subscribed)],
            placed.Select(one => (one.Record.AddressConsent.Address, one.Record.AddressConsent.State)));
    }

    [Fact]
    public void In_one_commit_it_is_the_same()
    {
        var results = _log.Append(
            Pend.Seen(new() { UserId = "u", Email = A }),
            Pend.Consent(new() { UserId = "u" }, ConsentState.Unsubscribed, at: s_withdrawn),
            Used(B, -61));
        Assert.Equal(B, Assert.Single(results[2].Controls!).Record.AddressConsent.Address);
    }

    [Fact]
    public void The_latest_holds_whichever_comes_first()
    {
        _log.Append(Pend.Seen(new() { UserId = "u", Email = A }));
        Withdraw();
        Withdraw(minute: -90);
        Assert.Equal([B], Told(Used(B, -70)));
        Withdraw(minute: -30);
        Assert.Equal([C], Told(Used(C, -40)));
    }

    [Fact]
    public void It_is_about_its_channel_and_its_shopper()
    {
        _log.Append(Pend.Seen(new() { UserId = "u", Email = A, Phone = "+4930123456" }));
        Withdraw(Channel.Sms);
        Assert.Empty(Told(Used(B, -70)));
        Assert.Empty(Told(Pend.Seen(new() { UserId = "other", Phone = "+491701234567" }, LogModel.LogTime.AddMinutes(-70))));
        Assert.Equal(["+491701234567"], Told(Pend.Seen(new() { UserId = "u", Phone = "+491701234567" }, LogModel.LogTime.AddMinutes(-70))));
    }

    [Fact]
    public void One_that_names_an_address_is_about_no_other()
    {
        _log.Append(Pend.Consent(new() { UserId = "u", Email = A }, ConsentState.Unsubscribed, at: s_withdrawn));
        Assert.Empty(Told(Used(B, -70)));
    }

    /// <summary>What is read of withdrawals only where it is asked for decides as if all of it were known, wherever the groups are cut.</summary>
    [Fact]
    public void No_withdrawal_is_missing_from_what_is_read()
    {
        var makers = Gen.Choose(0, 3).SelectMany(user => Gen.Choose(0, 3).SelectMany(email => Gen.Choose(0, 3).SelectMany(device =>
            Gen.Choose(0, 3).SelectMany(sort => Gen.Choose(-9, 0).Select(minute => (user, email, device, sort, minute))))));
        var told = 0;
        Prop.ForAll(makers.ListOf(30).ToArbitrary(), Gen.Choose(1, 30).ToArbitrary(), (list, size) =>
        {
            var events = list.Select(one => Make(one.user, one.email, one.device, one.sort, one.minute)).OfType<PendingEvent>().ToList();
            var (some, all) = (new LogModel(), new LogModel { ReadsAllWithdrawals = true });
            foreach (var commit in events.Chunk(size))
            {
                some.Append(commit);
                all.Append(commit);
            }
            Assert.Equal(all.Rows, some.Rows);
            told += some.Rows.Count(row => row.Control is not null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
        Assert.True(told > 1000, $"Only {told} addresses were told of anything.");
    }

    [Fact]
    public void Who_brings_no_address_and_says_nothing_of_any_costs_no_question()
    {
        PendingEvent[] events = [Pend.Seen(new() { UserId = "u", AnonymousId = "d" }), Pend.Cart(new() { AnonymousId = "d" }), Pend.Order(new() { ExternalId = "x" })];
        Assert.Empty(WithdrawalQuestions.Among(events));
        // Who is on a device that such an event is of counts, through whatever they are known by.
        events = [.. events, Pend.Seen(new() { AnonymousId = "d", Email = A })];
        Assert.Equal(
            ["a@shop.example.com", "d", "u"], WithdrawalQuestions.Among(events).Select(identity => identity.Value).Order(StringComparer.Ordinal));
    }

    static PendingEvent? Make(int user, int email, int device, int sort, int minute)
    {
        var who = new Identifiers
        {
            UserId = user > 0 ? $"u{user}" : "", AnonymousId = device > 0 ? $"d{device}" : "",
            Email = email > 0 && sort > 0 ? $"m{email}@shop.example.com" : "",
        };
        var at = LogModel.LogTime.AddMinutes(minute);
        if (IdentifierRules.CountGiven(who) == 0)
            return null;
        return sort > 0 ? Pend.Seen(who, at) : Pend.Consent(who, ConsentState.Unsubscribed, at: at);
    }

    void Withdraw(Channel channel = Channel.Email, int minute = -60) =>
        _log.Append(Pend.Consent(new() { UserId = "u" }, ConsentState.Unsubscribed, channel, at: LogModel.LogTime.AddMinutes(minute)));

    static PendingEvent Used(string address, int minute) =>
        Pend.Seen(new() { UserId = "u", Email = address }, LogModel.LogTime.AddMinutes(minute));

    List<string> Told(PendingEvent pending) => [.. _log.Caused(pending).Select(placed => placed.Record.AddressConsent.Address)];
}
