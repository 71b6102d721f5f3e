using Automation.EventLog.Incarnations;
using Automation.Ingestion.Tests.Appending;

namespace Automation.Ingestion.Tests.Storage;

[Trait("kind", "stack")]
public sealed class Setting_the_log_back
{
    [Fact]
    public async Task Numbers_of_lost_rows_are_not_given_again()
    {
        await using var log = await LogDatabase.BegunAsync();
        var first = await log.AppendAsync(Pend.Seen(new() { UserId = "u" }), Pend.Seen(new() { UserId = "u" }), Pend.Seen(new() { UserId = "u" }));
        var partition = (short)first.Results[0].Partition;
        Assert.Equal([1, 2, 3], first.Results.Select(result => result.Sequence));
        Assert.Null(first.Era);

        await log.ExecuteAsync("DELETE FROM events WHERE partition = $1 AND sequence > 1", partition);
        await log.ExecuteAsync("UPDATE heads SET sequence = 1 WHERE partition = $1", partition);
        var second = await log.AppendAsync(Pend.Seen(new() { UserId = "u" }), Pend.Seen(new() { UserId = "u" }));
        Assert.NotEqual(first.Incarnation, second.Incarnation);
        var floor = LogEra.Floor(second.Era!.Value);
        Assert.Equal([floor + 1, floor + 2], second.Results.Select(result => result.Sequence));
        // Others enter the era with their own first record.
        Assert.Equal(1L, await log.ExecuteAsync("SELECT count(*) FROM heads WHERE sequence > 0"));

        var third = await log.AppendAsync(Pend.Seen(new() { UserId = "u" }));
        Assert.Equal((second.Incarnation, (long?)null), (third.Incarnation, third.Era));
        Assert.Equal(floor + 3, third.Results[0].Sequence);
        var logged = await log.ReadAsync();
        Assert.Equal([1, floor + 1, floor + 2, floor + 3], logged.Where(record => record.Partition == partition).Select(record => record.Sequence));
        var other = (await log.AppendAsync([.. Enumerable.Range(0, 40).Select(number => Pend.Seen(new() { UserId = $"other-{number}" }))]))
            .Results.First(result => result.Partition != partition);
        Assert.True(other.Sequence > floor, $"{other.Sequence} is of the era before");
    }

    [Fact]
    public async Task What_is_remembered_as_written_is_written_again()
    {
        await using var log = await LogDatabase.BegunAsync();
        await log.AppendAsync(Pend.Cart(new() { UserId = "u" }));
        Assert.Equal(1L, await log.ExecuteAsync("SELECT count(*) FROM cart_holders"));
        await log.ExecuteAsync("DELETE FROM cart_holders");
        await log.ExecuteAsync("UPDATE log_identity SET id = gen_random_uuid()");
        await log.AppendAsync(Pend.Cart(new() { UserId = "u" }));
        Assert.Equal(1L, await log.ExecuteAsync("SELECT count(*) FROM cart_holders"));
    }

    [Fact]
    public async Task Another_name_begins_an_era_once()
    {
        await using var log = await LogDatabase.BegunAsync();
        var first = await log.AppendAsync(Pend.Seen(new() { UserId = "u" }));
        await log.ExecuteAsync("UPDATE log_identity SET id = gen_random_uuid()");
        var second = await log.AppendAsync(Pend.Seen(new() { UserId = "u" }));
        Assert.NotEqual(first.Incarnation, second.Incarnation);
        Assert.Equal(LogEra.Floor(second.Era!.Value) + 1, second.Results[0].Sequence);
        var third = await log.AppendAsync(Pend.Seen(new() { UserId = "u" }));
        Assert.Equal((second.Incarnation, (long?)null), (third.Incarnation, third.Era));
    }
}
