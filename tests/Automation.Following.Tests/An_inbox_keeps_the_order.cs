using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Xunit;

namespace Automation.Following.Tests;

public sealed class An_inbox_keeps_the_order
{
    static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    [Fact]
    public void Records_that_follow_each_other_come_out_as_they_came()
    {
        var inbox = Inbox(position: 3);

        Assert.True(inbox.Add(4, Records(4, 5), 1));
        Assert.True(inbox.Add(6, Records(6), 1));

        Assert.Equal([4, 5, 6], Take(inbox, 10));
        Assert.True(inbox.IsEmpty);
    }

    [Fact]
    public void What_is_looked_at_stays_until_it_is_handled()
    {
        var inbox = Inbox(position: 3);
        inbox.Add(4, Records(4, 5, 6), 1);

        Assert.Equal([4, 5], inbox.Peek(2).Select(record => record.Sequence));
        inbox.Add(7, Records(7), 1);
        Assert.Equal([4, 5, 6, 7], inbox.Peek(10).Select(record => record.Sequence));
        inbox.Remove(1);
        Assert.Equal([5, 6, 7], Take(inbox, 10));
    }

    [Fact]
    public void What_is_known_already_is_skipped_one_by_one()
    {
        var inbox = Inbox(position: 3);
        inbox.Add(4, Records(4, 5), 1);

        Assert.False(inbox.Add(2, Records(2, 3, 4), 1));
        Assert.True(inbox.Add(5, Records(5, 6, 7), 1));

        Assert.False(inbox.IsBehind);
        Assert.Equal([4, 5, 6, 7], Take(inbox, 10));
    }

    [Fact]
    public void A_gap_is_to_be_read_at_once_and_what_came_early_waits_aside()
    {
        var inbox = Inbox(position: 0);

        Assert.False(inbox.Add(3, Records(3, 4), TimeProvider.System.GetTimestamp()));
        Assert.Equal(0, inbox.ReadAfter(TimeProvider.System, Timeout));

        Assert.True(inbox.Add(1, Records(1, 2), TimeProvider.System.GetTimestamp()));
        Assert.Null(inbox.ReadAfter(TimeProvider.System, TimeSpan.Zero));
        Assert.Equal([1, 2, 3, 4], Take(inbox, 10));
    }

    [Fact]
    public void A_head_that_the_bus_may_still_bring_is_not_read_before_the_timeout()
    {
        var inbox = Inbox(position: 7);

        inbox.NoteHead(9, TimeProvider.System.GetTimestamp());

        Assert.True(inbox.IsBehind);
        Assert.Null(inbox.ReadAfter(TimeProvider.System, Timeout));
        Assert.Equal(7, inbox.ReadAfter(TimeProvider.System, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(3, int.MaxValue)]
    // A record of these has two bytes.
    [InlineData(100, 6)]
    [InlineData(100, 5)]
    public void A_full_inbox_takes_no_more_and_reads_on_when_there_is_room(int capacity, int byteCapacity)
    {
        var inbox = new PartitionInbox<LoggedEvent>(new NumberedLog(), 0, capacity, byteCapacity);

        inbox.Add(1, Records(1, 2, 3, 4, 5), 0);
        Assert.True(inbox.IsBehind);
        Assert.Null(inbox.ReadAfter(TimeProvider.System, TimeSpan.Zero));

        Assert.Equal([1, 2], Take(inbox, 2));
        Assert.Equal(3, inbox.ReadAfter(TimeProvider.System, TimeSpan.Zero));
        inbox.Add(4, Records(4, 5), 0);
        Assert.Equal([3, 4, 5], Take(inbox, 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_bus_does_every_record_comes_out_once_and_in_order(int seed)
    {
        const int Last = 3_000;
        var random = new Random(seed);
        var inbox = new PartitionInbox<LoggedEvent>(new NumberedLog(), 0, capacity: 200, byteCapacity: 350);
        var messages = Messages(random, Last);
        var taken = new List<long>();

        foreach (var (first, count) in messages)
        {
            inbox.Add(first, Run(first, count), 0);
            taken.AddRange(Take(inbox, random.Next(50)));
        }
        inbox.NoteHead(Last, 0);
        while (taken.Count < Last)
        {
            taken.AddRange(Take(inbox, 100));
            if (inbox.ReadAfter(TimeProvider.System, TimeSpan.Zero) is { } after)
                inbox.Add(after + 1, Run(after + 1, (int)Math.Min(70, Last - after)), 0);
        }

        Assert.Equal(Enumerable.Range(1, Last).Select(number => (long)number), taken);
    }

    /// <summary>The log in messages of 1 to 20 records, some lost, doubled, or swapped with a later one.</summary>
    static List<(long First, int Count)> Messages(Random random, int last)
    {
        var messages = new List<(long First, int Count)>();
        for (var first = 1; first <= last;)
        {
            var count = Math.Min(random.Next(1, 21), last - first + 1);
            for (var copies = random.Next(10) switch { 0 => 0, 1 => 2, _ => 1 }; copies > 0; copies--)
                messages.Add((first, count));
            first += count;
        }
        for (var index = 0; index + 5 < messages.Count; index++)
        {
            if (random.Next(8) != 0)
                continue;
            var other = index + random.Next(1, 6);
            (messages[index], messages[other]) = (messages[other], messages[index]);
        }
        return messages;
    }

    static PartitionInbox<LoggedEvent> Inbox(long position) => new(new NumberedLog(), position, capacity: 100, byteCapacity: int.MaxValue);

    static IReadOnlyList<LoggedEvent> Records(params long[] sequences) =>
        sequences.Select(sequence => new LoggedEvent { Sequence = sequence }).ToList();

    static List<LoggedEvent> Run(long first, int count) =>
        Enumerable.Range(0, count).Select(index => new LoggedEvent { Sequence = first + index }).ToList();

    static List<long> Take(PartitionInbox<LoggedEvent> inbox, int count)
    {
        var next = inbox.Peek(count);
        inbox.Remove(next.Count);
        return next.ConvertAll(record => record.Sequence);
    }
}
