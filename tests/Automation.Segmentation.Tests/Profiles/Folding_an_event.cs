using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

public sealed class Folding_an_event
{
    [Fact]
    public void Position_and_times_of_views_are_those_of_the_log_whatever_the_sender_says()
    {
        var journal = new Journal();
        var claimed = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).ToTimestamp();
        journal.Log(new() { OccurTime = claimed, CartViewed = new() { CartId = "c" } });
        journal.Log(new() { OccurTime = claimed, ProductViewed = new() { Product = Line("p") } });

        Assert.Equal(ShopperId, journal.Profile.ShopperId);
        Assert.Equal(new LogPosition { Partition = 7, Sequence = 6 }, journal.Profile.Position);
        Assert.Equal(TimeOf(1), journal.Profile.CreateTime);
        Assert.Equal(TimeOf(2), journal.Profile.UpdateTime);
        Assert.Equal(TimeOf(2), journal.Profile.ProductViews[0].ViewTime);
        Assert.Empty(journal.Profile.Carts);
    }

    [Fact]
    public void An_event_that_is_included_already_changes_nothing()
    {
        var journal = new Journal().Add("c", Line("p", 2)).Add("c", Line("p", 3)).View("p");
        var before = journal.State.Clone();
        foreach (var logged in journal.Events)
            ProfileFold.Apply(journal.State, logged);
        Assert.Equal(before, journal.State);
    }

    [Fact]
    public void The_latest_identifiers_of_each_kind_are_kept()
    {
        var journal = new Journal();
        journal.Log(new() { Identifiers = new() { AnonymousId = "a1", Email = "ann@example.com" }, CartViewed = new() { CartId = "c" } });
        journal.Log(new() { Identifiers = new() { UserId = "u1", Phone = "+4420794609" }, CartViewed = new() { CartId = "c" } });
        journal.Log(new() { Identifiers = new() { AnonymousId = "a2", ExternalId = "x" }, CartViewed = new() { CartId = "c" } });

        Assert.Equal("a2", journal.Profile.AnonymousId);
        Assert.Equal("u1", journal.Profile.UserId);
        Assert.Equal("ann@example.com", journal.Profile.Email);
        Assert.Equal("+4420794609", journal.Profile.Phone);
        Assert.Equal("x", journal.Profile.ExternalId);
    }

    [Fact]
    public void Traits_merge_at_the_top_level_and_null_removes_one()
    {
        var journal = new Journal();
        journal.Log(Identified("""{"first_name":"Ann","address":{"city":"Leeds","zip":"LS1"},"size":38}"""));
        journal.Log(Identified("""{"address":{"city":"York"},"size":null,"never":null,"vip":true}"""));
        Assert.Equal(
            Struct.Parser.ParseJson("""{"first_name":"Ann","address":{"city":"York"},"vip":true}"""),
            journal.Profile.Traits);
    }

    [Fact]
    public void A_profile_takes_500_traits_and_still_updates_them_when_full()
    {
        var journal = new Journal();
        for (var batch = 0; batch < 6; batch++)
        {
            var traits = new Struct();
            for (var field = 0; field < 100; field++)
                traits.Fields[$"t{batch * 100 + field}"] = Value.ForNumber(1);
            journal.Log(new() { ShopperIdentified = new() { Traits = traits } });
        }
        journal.Log(Identified("""{"t0":2,"new":2}"""));
        Assert.Equal(500, journal.Profile.Traits.Fields.Count);
        Assert.Equal(2, journal.Profile.Traits.Fields["t0"].NumberValue);
        Assert.False(journal.Profile.Traits.Fields.ContainsKey("new"));
    }

    [Fact]
    public void The_last_word_on_each_channel_is_the_consent()
    {
        var journal = new Journal();
        journal.Log(Consenting(Channel.Sms, ConsentState.Subscribed, "till"));
        journal.Log(Consenting(Channel.Email, ConsentState.Subscribed, "checkout form"));
        journal.Log(Consenting(Channel.Sms, ConsentState.Unsubscribed, "STOP"));
        Assert.Equal(
            [
                new Consent { Channel = Channel.Email, State = ConsentState.Subscribed, Source = "checkout form", UpdateTime = TimeOf(2), OccurTime = TimeOf(2) },
                new Consent { Channel = Channel.Sms, State = ConsentState.Unsubscribed, Source = "STOP", UpdateTime = TimeOf(3), OccurTime = TimeOf(3) },
            ],
            journal.Profile.Consents);
    }

    [Fact]
    public void A_parked_event_that_is_retried_acts_late_and_takes_nothing_newer_back()
    {
        var journal = new Journal();
        journal.Log(Consenting(Channel.Email, ConsentState.Subscribed, "form"));
        var parkedView = Logged(2, new() { ProductViewed = new() { Product = Line("late") } });
        var parkedConsent = Logged(3, Consenting(Channel.Email, ConsentState.Subscribed, "import"));
        journal.Events.AddRange([parkedView, parkedConsent]);
        journal.Log(Consenting(Channel.Email, ConsentState.Unsubscribed, "link"));

        ProfileFold.ApplyLate(journal.State, parkedView);
        ProfileFold.ApplyLate(journal.State, parkedConsent);

        Assert.Equal("late", journal.Profile.ProductViews.Single().ProductId);
        Assert.Equal("link", journal.Profile.Consents.Single().Source);
        Assert.Equal(12, journal.Profile.Position.Sequence);
        Assert.Equal(TimeOf(4), journal.Profile.UpdateTime);
    }

    [Fact]
    public void Views_are_counted_by_product_latest_first_and_the_51st_is_forgotten()
    {
        var journal = new Journal().View("a").View("b").View("a");
        Assert.Equal(
            [
                new ProductView { ProductId = "a", ViewCount = 2, ViewTime = TimeOf(3) },
                new ProductView { ProductId = "b", ViewCount = 1, ViewTime = TimeOf(2) },
            ],
            journal.Profile.ProductViews);

        for (var number = 0; number < 49; number++)
            journal.View($"p{number}");
        Assert.Equal(50, journal.Profile.ProductViews.Count);
        Assert.Equal("p48", journal.Profile.ProductViews[0].ProductId);
        Assert.Equal("a", journal.Profile.ProductViews[49].ProductId);
    }

    static Event Identified(string traits) => new() { ShopperIdentified = new() { Traits = Struct.Parser.ParseJson(traits) } };

    static Event Consenting(Channel channel, ConsentState state, string source) =>
        new() { ConsentChanged = new() { Channel = channel, State = state, Source = source } };
}
