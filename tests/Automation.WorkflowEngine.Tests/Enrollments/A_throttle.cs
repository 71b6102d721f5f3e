using Automation.EventLog.Following;
using Automation.WorkflowEngine.Enrollments;

namespace Automation.WorkflowEngine.Tests.Enrollments;

public sealed class A_throttle
{
    [Fact]
    public void Lets_as_many_through_as_there_are_where_none_is_asked_for() =>
        Assert.Equal((250, A.Start), Throttle.Take(A.Start, A.Start.AddHours(1), maxPerMinute: 0, most: 250));

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(600)]
    [InlineData(100_000)]
    public void Keeps_all_partitions_together_to_the_number(int maxPerMinute)
    {
        var next = Enumerable.Range(0, Partitions.Count).Select(partition => A.Start + Throttle.OffsetOf(partition, maxPerMinute)).ToArray();
        var taken = new List<DateTimeOffset>();
        // Looked at every 100 ms for five minutes.
        for (var now = A.Start; now < A.Start.AddMinutes(5); now = now.AddMilliseconds(100))
        {
            for (var partition = 0; partition < Partitions.Count; partition++)
            {
                while (next[partition] < now)
                {
                    (var count, next[partition]) = Throttle.Take(next[partition], now, maxPerMinute, 500);
                    taken.AddRange(Enumerable.Repeat(now, count));
                }
            }
        }
        for (var minute = 0; minute < 5; minute++)
        {
            var within = taken.Count(now => now >= A.Start.AddMinutes(minute) && now < A.Start.AddMinutes(minute + 1));
            // One look more or less at either end of the minute.
            Assert.InRange(within, maxPerMinute * 0.9 - 1, maxPerMinute * 1.02 + 1);
        }
    }

    [Fact]
    public void Makes_up_for_five_seconds_of_an_outage_and_no_more()
    {
        // 960 in a minute are one in a second for each partition.
        var (count, next) = Throttle.Take(A.Start, A.Start.AddHours(3), maxPerMinute: 960, most: 500);
        Assert.Equal((6, A.Start.AddHours(3).AddSeconds(1)), (count, next));
    }

    [Fact]
    public void Lets_no_more_through_at_once_than_a_batch_takes()
    {
        var (count, next) = Throttle.Take(A.Start, A.Start.AddSeconds(4), maxPerMinute: 960_000, most: 100);
        Assert.Equal((100, A.Start.AddSeconds(0.1)), (count, next));
    }
}
