using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Xunit;

namespace Automation.Segmentation.Tests.Profiles;

/// <summary>Messages go to the address that the latest event brought, not the one that arrived last.</summary>
public sealed class Keeping_the_address_of_now
{
    readonly ProfileState _state = new();
    int _logged = 60;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_older_event_gives_no_address_back(bool isHistory)
    {
        Tell(60, email: "new@example.com", phone: "+491701234567");
        Tell(-500_000, email: "old@example.com", phone: "+491707654321", isHistory: isHistory);
        Assert.Equal(("new@example.com", "+491701234567"), (_state.Profile.Email, _state.Profile.Phone));
    }

    [Fact]
    public void It_gives_one_where_there_was_none()
    {
        Tell(-500_000, email: "old@example.com", isHistory: true);
        Tell(60, phone: "+491701234567");
        Assert.Equal(("old@example.com", "+491701234567"), (_state.Profile.Email, _state.Profile.Phone));
    }

    [Fact]
    public void A_later_one_replaces_it_also_what_an_earlier_build_kept()
    {
        _state.Profile = new Profile { ShopperId = Journal.ShopperId, Email = "kept@example.com" };
        Tell(10, email: "old@example.com");
        Tell(20, email: "new@example.com");
        Assert.Equal("new@example.com", _state.Profile.Email);
    }

    [Fact]
    public void Who_agreed_before_the_address_was_theirs_did_not_agree_for_it()
    {
        Tell(10, email: "a@example.com");
        Tell(50, email: "b@example.com");
        Consent(30, ConsentState.Subscribed);
        Assert.Empty(_state.Profile.Consents);

        Consent(51, ConsentState.Subscribed);
        Assert.Equal(("b@example.com", ConsentState.Subscribed), (_state.Profile.Consents.Single().Address, _state.Profile.Consents.Single().State));
    }

    [Fact]
    public void Whoever_has_one_address_agreed_for_that_one_whenever_it_became_known()
    {
        Tell(50, email: "a@example.com");
        Consent(30, ConsentState.Subscribed);
        Assert.Equal("a@example.com", _state.Profile.Consents.Single().Address);
    }

    [Fact]
    public void Who_declined_before_declined_all_the_same()
    {
        Tell(10, email: "a@example.com");
        Tell(50, email: "b@example.com");
        Consent(30, ConsentState.Unsubscribed);
        Assert.Equal(ConsentState.Unsubscribed, _state.Profile.Consents.Single(consent => consent.Address == "b@example.com").State);
    }

    void Tell(int occurred, string email = "", string phone = "", bool isHistory = false) =>
        Log(occurred, new() { CartViewed = new() { CartId = "c" }, Identifiers = new() { Email = email, Phone = phone }, History = isHistory });

    void Consent(int occurred, ConsentState state) =>
        Log(occurred, new() { ConsentChanged = new() { Channel = Channel.Email, State = state }, Identifiers = new() { UserId = "u" } });

    void Log(int occurred, Event @event)
    {
        @event.OccurTime = Journal.TimeOf(occurred);
        ProfileFold.Apply(_state, Journal.Logged(++_logged, @event));
    }
}
