using Automation.EventLog.Following;
using Automation.WorkflowEngine.Timers;

namespace Automation.WorkflowEngine.Tests.Timers;

public sealed class A_watermark
{
    readonly Watermark _watermark = new();

    static long[] Heads(long head) => [.. Enumerable.Repeat(head, Partitions.Count)];

    [Fact]
    public void Is_the_instant_of_the_latest_heads_that_the_position_has_reached()
    {
        _watermark.Note(Heads(10), A.Start);
        _watermark.Note(Heads(20), A.Start.AddMinutes(1));
        _watermark.Note(Heads(20), A.Start.AddMinutes(2));
        _watermark.Note(Heads(30), A.Start.AddMinutes(3));
        Assert.Equal(DateTimeOffset.MinValue, _watermark.At(0, 9));
        Assert.Equal(A.Start, _watermark.At(0, 19));
        Assert.Equal(A.Start.AddMinutes(2), _watermark.At(0, 20));
        Assert.Equal(A.Start.AddMinutes(3), _watermark.At(0, 31));
        // A position that a failed commit did not reach is asked for again.
        Assert.Equal(A.Start, _watermark.At(0, 11));
    }

    [Fact]
    public void Never_goes_back_when_answers_overtake_each_other()
    {
        _watermark.Note(Heads(20), A.Start.AddMinutes(2));
        _watermark.Note(Heads(10), A.Start);
        Assert.Equal(A.Start.AddMinutes(2), _watermark.At(0, 20));
        Assert.Equal(DateTimeOffset.MinValue, _watermark.At(0, 15));
    }

    [Fact]
    public void Asks_for_heads_only_while_a_timer_is_not_covered()
    {
        Assert.Null(_watermark.EarliestUncovered());
        _watermark.SetEarliest(3, A.Start.AddMinutes(5));
        _watermark.SetEarliest(4, A.Start.AddMinutes(4));
        Assert.Equal(A.Start.AddMinutes(4), _watermark.EarliestUncovered());
        // As of the due instant is not enough: events of this instant may still come.
        _watermark.Note(Heads(1), A.Start.AddMinutes(4));
        Assert.Equal(A.Start.AddMinutes(4), _watermark.EarliestUncovered());
        _watermark.Note(Heads(1), A.Start.AddMinutes(4).AddMicroseconds(1));
        Assert.Equal(A.Start.AddMinutes(5), _watermark.EarliestUncovered());
        _watermark.SetEarliest(3, null);
        Assert.Null(_watermark.EarliestUncovered());
    }

    [Fact]
    public void Covers_a_backlog_longer_than_it_remembers()
    {
        for (var minute = 0; minute < 500; minute++)
            _watermark.Note(Heads(minute), A.Start.AddMinutes(minute));
        Assert.Equal(A.Start.AddMinutes(499), _watermark.At(7, 499));
        Assert.Equal(A.Start.AddMinutes(450), _watermark.At(7, 450));
    }
}
