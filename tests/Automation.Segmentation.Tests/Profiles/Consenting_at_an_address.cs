using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

public sealed class Consenting_at_an_address
{
    const string A = "a@example.com";
    const string B = "b@example.com";

    [Theory]
    [InlineData(5, ConsentState.Unsubscribed, 4, ConsentState.Subscribed, ConsentState.Unsubscribed)]
    [InlineData(5, ConsentState.Unsubscribed, 6, ConsentState.Subscribed, ConsentState.Subscribed)]
    [InlineData(5, ConsentState.Unsubscribed, 5, ConsentState.Subscribed, ConsentState.Unsubscribed)]
    [InlineData(5, ConsentState.Subscribed, 5, ConsentState.Unsubscribed, ConsentState.Unsubscribed)]
    public void The_later_statement_holds_and_of_equally_late_ones_the_stricter(
        int first, ConsentState said, int second, ConsentState saidThen, ConsentState holds)
    {
        var journal = new Journal();
        Tell(journal, 10, first, Consent(said, A));
        Tell(journal, 11, second, Consent(saidThen, A));
        Assert.Equal((holds, A), Assert.Single(journal.Profile.Consents.Select(consent => (consent.State, consent.Address))));
    }

    [Fact]
    public void What_is_said_of_one_address_is_nothing_for_another()
    {
        var journal = new Journal();
        Tell(journal, 1, 1, Consent(ConsentState.Subscribed), new() { Email = A });
        Tell(journal, 2, 2, new() { CartViewed = new() { CartId = "c" } }, new() { Email = B });
        Assert.Equal([(A, ConsentState.Subscribed)], Said(journal));
        // The event's own address goes before the profile's, and the named one before that.
        Tell(journal, 3, 3, Consent(ConsentState.Unsubscribed), new() { Email = A });
        Tell(journal, 4, 4, Consent(ConsentState.Subscribed, B), new() { Email = A });
        Assert.Equal([(A, ConsentState.Unsubscribed), (B, ConsentState.Subscribed)], Said(journal));
    }

    [Fact]
    public void Without_an_address_it_is_about_the_one_that_is_known_or_the_first_that_becomes_known()
    {
        var journal = new Journal();
        Tell(journal, 1, 1, Consent(ConsentState.Subscribed));
        Assert.Equal([("", ConsentState.Subscribed)], Said(journal));
        Tell(journal, 2, 2, new() { CartViewed = new() { CartId = "c" } }, new() { Email = A });
        Assert.Equal([(A, ConsentState.Subscribed)], Said(journal));
        Tell(journal, 3, 3, new() { CartViewed = new() { CartId = "c" } }, new() { Email = B });
        Assert.Equal([(A, ConsentState.Subscribed)], Said(journal));
        Tell(journal, 4, 4, Consent(ConsentState.Subscribed));
        Assert.Equal([(A, ConsentState.Subscribed), (B, ConsentState.Subscribed)], Said(journal));
    }

    [Fact]
    public void A_withdrawal_without_an_address_is_about_all_of_them_also_those_told_of_late()
    {
        var journal = new Journal();
        Tell(journal, 1, 1, Consent(ConsentState.Subscribed, A));
        Tell(journal, 5, 5, Consent(ConsentState.Unsubscribed));
        Tell(journal, 6, 3, Consent(ConsentState.Subscribed, B));
        Tell(journal, 7, 6, Consent(ConsentState.Subscribed, A));
        Assert.Equal([("", ConsentState.Unsubscribed), (A, ConsentState.Subscribed), (B, ConsentState.Unsubscribed)], Said(journal));
    }

    [Fact]
    public void A_withdrawal_without_an_address_is_about_one_whose_use_before_it_is_told_late()
    {
        var journal = new Journal();
        Tell(journal, 1, 1, new() { CartViewed = new() { CartId = "c" } }, new() { Email = A });
        Tell(journal, 5, 5, Consent(ConsentState.Unsubscribed));
        Tell(journal, 6, 4, new() { CartViewed = new() { CartId = "c" } }, new() { Email = B, Phone = "+491701234567" });
        Assert.Equal([(A, ConsentState.Unsubscribed), (B, ConsentState.Unsubscribed)], Said(journal));
        Assert.Equal(TimeOf(5), journal.Profile.Consents[1].OccurTime);
        // Not one that came into use afterwards.
        Tell(journal, 7, 6, new() { CartViewed = new() { CartId = "c" } }, new() { Email = "c@example.com" });
        Assert.Equal([(A, ConsentState.Unsubscribed), (B, ConsentState.Unsubscribed)], Said(journal));
        // What is said later holds.
        Tell(journal, 8, 8, Consent(ConsentState.Subscribed, B));
        Tell(journal, 9, 3, new() { CartViewed = new() { CartId = "c" } }, new() { Email = B });
        Assert.Equal([(A, ConsentState.Unsubscribed), (B, ConsentState.Subscribed)], Said(journal));
    }

    [Fact]
    public void A_withdrawal_for_an_address_that_nobody_can_read_is_about_all_of_them()
    {
        var journal = new Journal();
        Tell(journal, 1, 1, Consent(ConsentState.Subscribed, "c@example.com"));
        Tell(journal, 4, 4, new() { CartViewed = new() { CartId = "c" } }, new() { Email = A });
        var unclear = Consent(ConsentState.Unsubscribed);
        unclear.ConsentChanged.AddressUnclear = true;
        Tell(journal, 5, 3, unclear, new() { Email = B });
        Assert.Equal(
            [(A, ConsentState.Unsubscribed), (B, ConsentState.Unsubscribed), ("c@example.com", ConsentState.Unsubscribed)], Said(journal));
    }

    [Fact]
    public void Who_agrees_and_nobody_can_tell_for_which_address_has_said_nothing()
    {
        var journal = new Journal();
        Tell(journal, 1, 1, Consent(ConsentState.Unsubscribed, A), new() { Email = A });
        var unclear = Consent(ConsentState.Subscribed);
        unclear.ConsentChanged.AddressUnclear = true;
        Tell(journal, 2, 2, unclear);
        Assert.Equal([(A, ConsentState.Unsubscribed)], Said(journal));
    }

    [Fact]
    public void What_an_earlier_build_stored_is_about_the_address_of_now()
    {
        var journal = new Journal();
        Tell(journal, 1, 1, new() { CartViewed = new() { CartId = "c" } }, new() { Email = A });
        journal.Profile.Consents.Add(new Consent { Channel = Channel.Email, State = ConsentState.Subscribed, UpdateTime = TimeOf(1) });
        Tell(journal, 2, 2, new() { CartViewed = new() { CartId = "c" } }, new() { Email = B });
        Assert.Equal([(A, ConsentState.Subscribed)], Said(journal));
        Assert.Equal(TimeOf(1), journal.Profile.Consents[0].OccurTime);
    }

    [Fact]
    public void What_any_shopper_said_is_in_the_profile_of_the_address_and_nothing_else_is()
    {
        var state = new ProfileState();
        foreach (var (number, occurred, said) in new[] { (3, 3, ConsentState.Unsubscribed), (4, 2, ConsentState.Subscribed) })
        {
            ProfileFold.Apply(state, new LoggedEvent
            {
                Partition = 2,
                Sequence = number,
                ShopperId = "address",
                LogTime = TimeOf(number),
                Control = new() { AddressConsent = new() { Channel = Channel.Sms, Address = "+1", State = said, Source = "s", OccurTime = TimeOf(occurred), ShopperId = "ann" } },
            });
        }
        Assert.Equal(
            new Profile
            {
                ShopperId = "address",
                Position = new() { Partition = 2, Sequence = 4 },
                CreateTime = TimeOf(3),
                UpdateTime = TimeOf(4),
                Consents =
                {
                    new Consent { Channel = Channel.Sms, Address = "+1", State = ConsentState.Unsubscribed, Source = "s", OccurTime = TimeOf(3), UpdateTime = TimeOf(3) },
                },
            },
            state.Profile);
    }

    static IEnumerable<(string, ConsentState)> Said(Journal journal) => journal.Profile.Consents.Select(consent => (consent.Address, consent.State));

    static void Tell(Journal journal, int number, int occurred, Event action, Identifiers? identifiers = null)
    {
        (action.OccurTime, action.Identifiers) = (TimeOf(occurred), identifiers);
        journal.Events.Add(Logged(number, action));
        ProfileFold.Apply(journal.State, journal.Events[^1]);
    }

    static Event Consent(ConsentState state, string address = "") =>
        new() { ConsentChanged = new() { Channel = Channel.Email, State = state, Source = "form", Address = address } };
}
