using Automation.Segmentation.Memberships;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.V1;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

public sealed class Telling_of_changes
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(5, 4)]
    public void A_page_ends_before_the_changes_that_are_too_many_but_not_before_its_first_record(int changesThatFit, int expected)
    {
        var change = new MembershipChange { ShopId = "shop", ShopperId = Guid.Empty.ToString(), SegmentId = "buyers", Version = 1 };
        // One change, one, none and three.
        MembershipRecord[] page = [Of(1), Of(1), Of(0), Of(3)];
        Assert.Equal(page.Take(expected), MembershipRecords.Cut(page, changesThatFit * change.CalculateSize()));

        MembershipRecord Of(int count) => new() { Changes = { Enumerable.Repeat(change, count) } };
    }

    [Fact]
    public void Who_enters_leaves_and_enters_at_one_sequence_is_in()
    {
        var moves = new MembershipMoves();
        var shopper = new ShopperKey("shop", Guid.NewGuid());
        moves.Enter(3, shopper, 1, 20, DateTimeOffset.UnixEpoch);
        moves.Leave(shopper, 1, 20, DateTimeOffset.UnixEpoch);
        moves.Enter(3, shopper, 1, 20, DateTimeOffset.UnixEpoch);
        Assert.Null(Assert.Single(moves.Stays).LeaveSequence);
        Assert.Empty(moves.Departures);
    }
}
