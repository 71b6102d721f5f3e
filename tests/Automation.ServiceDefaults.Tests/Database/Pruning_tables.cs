using Automation.ServiceDefaults.Database.Pruning;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Database;

public sealed class Pruning_tables
{
    static readonly TimeSpan s_interval = TimeSpan.FromHours(1);
    static readonly TimeSpan s_retention = TimeSpan.FromDays(8);

    readonly FakeTimeProvider _shopClock = new(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));
    readonly List<DateTimeOffset> _deleted = [];

    [Fact]
    public async Task Goes_on_in_portions_until_nothing_is_as_old()
    {
        var left = new Queue<int>([TablePruner.Portion, TablePruner.Portion, 17]);
        using var pruner = Pruner(Table(left.Dequeue));

        await pruner.StartAsync(CancellationToken.None);
        Until(() => _deleted.Count == 3);
        await pruner.StopAsync(CancellationToken.None);

        Assert.Empty(left);
        Assert.Equal(Enumerable.Repeat(_shopClock.GetUtcNow() - s_retention, 3), _deleted);
    }

    [Fact]
    public async Task Is_done_at_the_start_and_at_every_interval_of_the_shop_clock()
    {
        var began = _shopClock.GetUtcNow();
        using var pruner = Pruner(Table(() => 0));

        await pruner.StartAsync(CancellationToken.None);
        foreach (var hours in new[] { 1, 2 })
        {
            Until(() => _deleted.Count == hours);
            _shopClock.Advance(s_interval);
        }
        Until(() => _deleted.Count == 3);
        await pruner.StopAsync(CancellationToken.None);

        Assert.Equal([.. Enumerable.Range(0, 3).Select(hours => began + hours * s_interval - s_retention)], _deleted);
    }

    [Fact]
    public async Task A_table_that_fails_holds_no_other_up_and_is_tried_again()
    {
        var isBroken = true;
        var broken = Table(() => isBroken ? throw new InvalidOperationException("no room") : 1);
        using var pruner = Pruner(broken, Table(() => 0));

        await pruner.StartAsync(CancellationToken.None);
        Until(() => _deleted.Count == 1);

        isBroken = false;
        _shopClock.Advance(s_interval);
        Until(() => _deleted.Count == 3);
        await pruner.StopAsync(CancellationToken.None);
    }

    static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(10)));

    TablePruner Pruner(params PrunedTable[] tables) =>
        new(new PruningPlan(s_interval, tables), _shopClock, NullLogger<TablePruner>.Instance);

    PrunedTable Table(Func<int> delete) => new("rows", s_retention, (before, _, _) =>
    {
        var count = delete();
        _deleted.Add(before);
        return Task.FromResult(count);
    });
}
