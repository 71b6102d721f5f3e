using Automation.Commerce.V1;
using Automation.Profiles;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace Automation.Segmentation.Tests.Profiles;

public class Being_listed
{
    readonly ProfileState _state = new();
    long _sequence;

    [Fact]
    public void The_last_change_in_the_log_holds_and_ids_are_sorted()
    {
        ProfileFold.Apply(_state, Change("vip", ListChange.Joined));
        ProfileFold.Apply(_state, Change("staff", ListChange.Joined));
        ProfileFold.Apply(_state, Change("staff", ListChange.Joined));
        Assert.Equal(["staff", "vip"], _state.Profile.ListIds);
        ProfileFold.Apply(_state, Change("vip", ListChange.Left));
        ProfileFold.Apply(_state, Change("fair", ListChange.Left));
        Assert.Equal(["staff"], _state.Profile.ListIds);
    }

    [Fact]
    public void One_that_was_parked_takes_back_nothing_newer()
    {
        var parked = Change("vip", ListChange.Joined);
        ProfileFold.Apply(_state, Change("vip", ListChange.Left));
        ProfileFold.ApplyLate(_state, parked);
        Assert.Empty(_state.Profile.ListIds);
    }

    [Fact]
    public void A_shopper_is_in_a_thousand_lists_at_most()
    {
        for (var number = 0; number <= ProfileFold.MaxLists; number++)
            ProfileFold.Apply(_state, Change($"list-{number}", ListChange.Joined));
        Assert.Equal(ProfileFold.MaxLists, _state.Profile.ListIds.Count);
        ProfileFold.Apply(_state, Change("list-0", ListChange.Left));
        Assert.DoesNotContain("list-0", _state.Profile.ListIds);
    }

    LoggedEvent Change(string listId, ListChange change) => new()
    {
        Partition = 1,
        Sequence = ++_sequence,
        ShopId = "shop",
        ShopperId = "0193a000-0000-7000-8000-000000000001",
        LogTime = new Timestamp { Seconds = _sequence },
        Event = new Event { EventId = $"e{_sequence}", ListChanged = new() { ListId = listId, Change = change } },
    };
}
