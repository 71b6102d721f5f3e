using Automation.EventLog.Incarnations;
using Automation.Ingestion.Storage;

namespace Automation.Ingestion.Tests.Storage;

public sealed class Remembering_the_log
{
    static readonly DateTimeOffset s_now = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    readonly LogMemory _memory = new();

    [Fact]
    public void The_same_log_goes_on_with_its_numbers()
    {
        Assert.Equal((0, false, true), _memory.Judge(new LogLife("a", null, 0), [0, 0], s_now));
        _memory.Keep("a", [3, 4]);
        Assert.Equal((0, false, false), _memory.Judge(new LogLife("a", "a", 0), [3, 5], s_now));
    }

    [Fact]
    public void After_a_failover_or_a_restore_an_era_begins()
    {
        var (era, isRenamed, isNew) = _memory.Judge(new LogLife("b", "a", 0), [3, 4], s_now);
        Assert.True(LogEra.Floor(era) > 4 && isNew);
        Assert.False(isRenamed);
    }

    [Fact]
    public void Rows_lost_under_a_living_process_begin_one_too_and_the_log_gets_another_name()
    {
        _memory.Keep("a", [3, LogEra.Floor(40_000_000) + 4]);
        var (era, isRenamed, isNew) = _memory.Judge(new LogLife("a", "a", 0), [3, 2], s_now);
        Assert.True(LogEra.Floor(era) > LogEra.Floor(40_000_000) + 4 && isRenamed && isNew);
    }

    [Fact]
    public void What_another_replica_has_seen_to_is_not_done_again()
    {
        _memory.Keep("a", [3, 9]);
        Assert.Equal((7, false, false), _memory.Judge(new LogLife("b", "b", 7), [3, 2], s_now));
    }
}
