using Automation.EventLog.Following;
using Xunit;

namespace Automation.Following.Tests;

/// <summary>The search alone, against a partition in memory.</summary>
public sealed class Searching_for_the_record_that_fails
{
    [Theory]
    [InlineData(2_000, 1)]
    [InlineData(2_000, 20)]
    [InlineData(125, 2)]
    [InlineData(1, 1)]
    [InlineData(64, 64)]
    public void Finds_exactly_those_in_about_log_n_batches_each(int count, int badCount)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var bad = Enumerable.Range(0, count).OrderBy(_ => random.Next()).Take(badCount).ToHashSet();

            var (handled, parked, batches) = Play(count, bad.Contains);

            Assert.Equal(bad.Order(), parked);
            Assert.Equal(Enumerable.Range(0, count).Where(number => !bad.Contains(number)), handled);
            // Each: the piece in which it is, the halves, alone, and the batch that parks it.
            Assert.InRange(batches, badCount, badCount * (Math.Log2(count) + 4) + 2);
        }
    }

    [Fact]
    public void What_fails_only_beside_another_record_or_once_is_not_found()
    {
        var search = FailureSearch.AfterFailure(8, isAlone: true);
        for (var left = 8; left > 0;)
        {
            Assert.True(search.IsOn);
            left -= search.NextCount;
            search = search.AfterSuccess(search.NextCount);
        }
        Assert.False(search.IsOn);
    }

    [Fact]
    public void Where_others_were_in_the_batch_the_records_are_tried_in_one_piece_first()
    {
        var search = FailureSearch.AfterFailure(125, isAlone: false);

        Assert.Equal(125, search.NextCount);
        Assert.False(search.AfterSuccess(125).IsOn);
        Assert.Equal(62, FailureSearch.AfterFailure(125, isAlone: true).NextCount);
    }

    [Fact]
    public void The_last_one_that_is_left_still_has_to_fail_by_itself()
    {
        var search = FailureSearch.AfterFailure(2, isAlone: true).AfterSuccess(1);

        Assert.Equal((true, 1), (search.IsOn, search.NextCount));
    }

    static (List<int> Handled, List<int> Parked, int Batches) Play(int count, Func<int, bool> isBad)
    {
        List<int> handled = [], parked = [];
        var batches = 0;
        var search = default(FailureSearch);
        for (var position = 0; position < count;)
        {
            var taken = Math.Min(search.IsOn ? search.NextCount : count, count - position);
            batches++;
            if (!Enumerable.Range(position, taken).Any(isBad))
                handled.AddRange(Enumerable.Range(position, taken));
            else if (taken > 1)
            {
                search = FailureSearch.AfterFailure(taken, isAlone: true);
                continue;
            }
            else
            {
                batches++;
                parked.Add(position);
            }
            position += taken;
            search = search.AfterSuccess(taken);
        }
        return (handled, parked, batches);
    }
}
