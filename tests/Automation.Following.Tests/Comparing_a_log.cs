using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.EventLog.Incarnations;
using Xunit;

namespace Automation.Following.Tests;

public sealed class Comparing_a_log
{
    static readonly long[] s_positions = [5, 0, 7];

    [Theory]
    [InlineData("a", "a", 5, 0, 7, null)]
    [InlineData("a", "a", 9, 3, 8, null)]
    [InlineData("a", "b", 9, 3, 8, "incarnation b and a was followed")]
    [InlineData("a", "a", 9, 3, 6, "head of partition 2 is 6, behind 7")]
    [InlineData("a", "a", 4, 0, 7, "head of partition 0 is 4, behind 5")]
    // Nothing is known of one of them: the heads alone can say it.
    [InlineData("", "b", 5, 0, 7, null)]
    [InlineData("a", "", 5, 0, 7, null)]
    [InlineData("a", "", 4, 0, 7, "head of partition 0 is 4, behind 5")]
    public void Finds_another_incarnation_and_a_head_below_a_position(
        string followed, string answered, long first, long second, long third, string? objection)
    {
        var found = LogAgreement.Objection(followed, s_positions, answered, [first, second, third]);
        if (objection is null)
            Assert.Null(found);
        else
            Assert.Contains(objection, found);
    }

    [Theory]
    [InlineData("above", "above", 12, 0)]
    [InlineData("above", "above", 20, null)]
    [InlineData("above", "another", 12, null)]
    [InlineData("", "above", 12, null)]
    [InlineData("", "", 12, null)]
    public void A_producer_that_is_behind_with_the_same_log_above_it_folds_again(string followedUpstream, string upstream, long head, int? expected) =>
        Assert.Equal(expected, LogAgreement.FoldedAgain(followedUpstream, [20, 20], upstream, [head, 20]));

    [Fact]
    public void An_era_is_above_every_number_that_was_given()
    {
        var now = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var first = LogEra.After(0, 1_000, now);
        Assert.True(LogEra.Floor(first) > 1_000);
        // The same minute, a clock that went back, a partition that ran over: always above.
        Assert.True(LogEra.After(first, LogEra.Floor(first) + 5, now) > first);
        Assert.True(LogEra.After(first, LogEra.Floor(first) + 5, now.AddDays(-100)) > first);
        Assert.True(LogEra.Floor(LogEra.After(first, LogEra.Floor(first + 3) + 5, now)) > LogEra.Floor(first + 3) + 5);
        // A backup from before the first era, restored a minute later, does not give the numbers of that era again.
        Assert.True(LogEra.After(0, 900, now.AddMinutes(1)) > first);
        // Until 2057 in the whole numbers of a double.
        Assert.True(LogEra.Floor(LogEra.After(0, 0, new DateTimeOffset(2057, 1, 1, 0, 0, 0, TimeSpan.Zero)) + 1) < 1L << 53);
    }

    [Fact]
    public void Only_the_first_record_of_an_era_may_follow_a_gap()
    {
        var log = new NumberedLog();
        var inbox = new PartitionInbox<LoggedEvent>(log, position: 5, capacity: 100, byteCapacity: 1 << 20);
        var era = LogEra.Floor(3);
        Assert.True(inbox.AddRead([At(6), At(era + 1), At(era + 2)], 1));
        Assert.Equal(era + 2, inbox.Received);
        Assert.Equal([6, era + 1, era + 2], inbox.Peek(10).Select(record => record.Sequence));
        Assert.Throws<InvalidOperationException>(() => inbox.AddRead([At(era + 4)], 1));
        // What the bus brings of an era waits for the records before it.
        Assert.False(inbox.Add(LogEra.Floor(4) + 1, [At(LogEra.Floor(4) + 1)], 1));
        Assert.True(inbox.AddRead([At(era + 3)], 1));
        Assert.Equal(era + 3, inbox.Received);
        Assert.True(inbox.AddRead([At(LogEra.Floor(4) + 1)], 1));
        Assert.Equal(LogEra.Floor(4) + 1, inbox.Received);
    }

    [Fact]
    public void What_is_between_two_eras_is_not_behind()
    {
        Assert.Equal(4, LogEra.Between(6, 10));
        Assert.Equal(3, LogEra.Between(10, LogEra.Floor(2) + 3));
    }

    static LoggedEvent At(long sequence) => new() { Sequence = sequence };
}
