using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using FsCheck;
using FsCheck.Fluent;

namespace Automation.Ingestion.Tests.Appending;

/// <summary>Last by event time, not by arrival.</summary>
public sealed class Giving_a_device_to_whoever_was_known_on_it_last
{
    readonly LogModel _log = new();

    [Theory]
    [InlineData("user")]
    [InlineData("email")]
    [InlineData("phone")]
    [InlineData("external")]
    public void A_late_login_is_its_accounts_and_does_not_take_the_device_back(string kind)
    {
        var ann = _log.Shopper(Login(kind, "ann", -120));
        var bob = _log.Shopper(Login(kind, "bob", -30));
        Assert.Equal(ann, _log.Shopper(Login(kind, "ann", -60)));
        Assert.Equal(bob, OnDevice());
        // A later one does.
        Assert.Equal(ann, _log.Shopper(Login(kind, "ann", -29)));
        Assert.Equal(ann, OnDevice());
    }

    [Fact]
    public void An_account_never_seen_before_that_comes_late_is_another_shopper_without_the_device()
    {
        var bob = _log.Shopper(Login("user", "bob", -30));
        var ann = _log.Shopper(Login("user", "ann", -60));
        Assert.NotEqual(bob, ann);
        Assert.Equal(bob, OnDevice());
        Assert.Equal(ann, _log.Shopper(Pend.Seen(new() { UserId = "ann" })));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_one_commit_the_order_does_not_matter_either(bool isTurned)
    {
        var (ann, bob) = (_log.Shopper(Pend.Seen(new() { UserId = "ann" })), _log.Shopper(Pend.Seen(new() { UserId = "bob" })));
        PendingEvent[] logins = [Login("user", "ann", -60), Login("user", "bob", -30)];
        var results = _log.Append([.. isTurned ? logins.Reverse() : logins, Pend.Seen(new() { AnonymousId = "d" })]);
        Assert.Equal(isTurned ? [bob, ann, bob] : [ann, bob, bob], results.Select(result => result.ShopperId!.Value));
    }

    [Fact]
    public void Who_was_known_there_again_keeps_it()
    {
        var ann = _log.Shopper(Login("user", "ann", -120));
        _log.Append(Login("user", "ann", -30));
        _log.Append(Login("user", "bob", -60));
        Assert.Equal(ann, OnDevice());
    }

    [Fact]
    public void A_visit_without_a_name_says_nothing_of_who_is_there()
    {
        _log.Append(Login("user", "ann", -120));
        _log.Append(Pend.Seen(new() { AnonymousId = "d" }, At(-30)));
        var bob = _log.Shopper(Login("user", "bob", -60));
        Assert.Equal(bob, OnDevice());
    }

    [Fact]
    public void Of_one_instant_the_log_decides()
    {
        _log.Append(Login("user", "ann", -60));
        var bob = _log.Shopper(Login("user", "bob", -60));
        Assert.Equal(bob, OnDevice());
    }

    [Fact]
    public void A_login_dated_ahead_does_not_outlive_those_that_come_after_it()
    {
        _log.Append(Login("user", "ann", 9));
        var bob = _log.Shopper(Login("user", "bob", 0));
        Assert.Equal(bob, OnDevice());
        var cid = _log.Shopper(Login("user", "cid", 5));
        Assert.Equal(cid, OnDevice());
    }

    [Fact]
    public void A_visitor_who_became_an_account_in_between_keeps_the_device()
    {
        _log.Append(Pend.Seen(new() { UserId = "bob" }));
        var visitor = OnDevice();
        Assert.Equal(visitor, _log.Shopper(Login("user", "ann", -30)));
        _log.Append(Login("user", "bob", -60));
        Assert.Equal(visitor, OnDevice());
    }

    [Fact]
    public void Where_nobody_was_known_a_late_login_is_the_last()
    {
        var bob = _log.Shopper(Pend.Seen(new() { UserId = "bob" }));
        Assert.NotEqual(bob, OnDevice());
        _log.Append(Login("user", "bob", -60));
        Assert.Equal(bob, OnDevice());
    }

    /// <summary>What an import says of a device that nobody knows yet counts from when it happened.</summary>
    [Fact]
    public void An_import_takes_no_device_and_keeps_none_from_who_came_later()
    {
        var ann = _log.Shopper(Login("user", "ann", -60, history: true));
        Assert.Equal(ann, OnDevice());
        _log.Append(Login("user", "bob", -90));
        Assert.Equal(ann, OnDevice());
        _log.Append(Login("user", "cid", -10, history: true));
        Assert.Equal(ann, OnDevice());
        var dan = _log.Shopper(Login("user", "dan", -30));
        Assert.Equal(dan, OnDevice());
    }

    /// <summary>Any order of arrival, cut into commits anywhere.</summary>
    [Fact]
    public void The_last_login_has_the_device_in_whichever_order_they_arrive()
    {
        var logins = Gen.Choose(0, 2).ListOf(12).SelectMany(accounts => Gen.Shuffle(accounts.Select((account, i) => (account, minute: i - 12)).ToArray()));
        Prop.ForAll(logins.ToArbitrary(), Gen.Choose(1, 12).ToArbitrary(), (arrived, cut) =>
        {
            if (arrived.Length == 0)
                return;
            var log = new LogModel();
            Guid[] accounts = [.. Enumerable.Range(0, 3).Select(account => log.Shopper(Pend.Seen(new() { UserId = $"u{account}" })))];
            foreach (var commit in arrived.Select(one => Login("user", $"u{one.account}", one.minute)).Chunk(cut))
                log.Append(commit);
            Assert.Equal(accounts[arrived.MaxBy(one => one.minute).account], log.Shopper(Pend.Seen(new() { AnonymousId = "d" })));
        }).QuickCheckThrowOnFailure();
    }

    Guid OnDevice() => _log.Shopper(Pend.Seen(new() { AnonymousId = "d" }));

    static DateTimeOffset At(int minute) => LogModel.LogTime.AddMinutes(minute);

    static PendingEvent Login(string kind, string name, int minute, bool history = false)
    {
        var who = new Identifiers { AnonymousId = "d" };
        switch (kind)
        {
            case "user": who.UserId = name; break;
            case "email": who.Email = $"{name}@shop.example.com"; break;
            case "phone": who.Phone = name == "ann" ? "+491701111111" : "+491702222222"; break;
            default: who.ExternalId = name; break;
        }
        return Pend.Seen(who, At(minute), history);
    }
}
