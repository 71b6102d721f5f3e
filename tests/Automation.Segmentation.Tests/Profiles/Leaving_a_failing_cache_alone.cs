using Automation.Clients.Segmentation;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace Automation.Segmentation.Tests.Profiles;

public sealed class Leaving_a_failing_cache_alone
{
    readonly FakeTimeProvider _time = new();
    readonly CacheAccess _access;
    int _uses;
    int _told;

    public Leaving_a_failing_cache_alone() =>
        _access = new CacheAccess(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), _time);

    [Fact]
    public async Task It_is_tried_again_after_the_cooldown_only()
    {
        Assert.Equal(CacheUse.Failed, await TryAsync(_ => throw new RedisException("gone")));
        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(CacheUse.CoolingDown, await TryAsync(_ => Task.CompletedTask));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(CacheUse.Done, await TryAsync(_ => Task.CompletedTask));
        Assert.Equal(2, _uses);
    }

    [Fact]
    public async Task Only_the_first_failure_in_a_row_is_told()
    {
        for (var failures = 0; failures < 3; failures++)
        {
            await TryAsync(_ => throw new RedisException("gone"));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(1, _told);
        await TryAsync(_ => Task.CompletedTask);
        await TryAsync(_ => throw new RedisException("gone"));
        Assert.Equal(2, _told);
    }

    [Fact]
    public async Task One_that_takes_too_long_has_failed() =>
        Assert.Equal(CacheUse.Failed, await TryAsync(limit => Task.Delay(Timeout.InfiniteTimeSpan, limit)));

    [Fact]
    public async Task A_caller_who_gives_up_is_no_failure()
    {
        using var caller = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _access.TryAsync(
            async limit =>
            {
                await caller.CancelAsync();
                limit.ThrowIfCancellationRequested();
            },
            _ => _told++, caller.Token));
        Assert.Equal(0, _told);
        Assert.Equal(CacheUse.Done, await TryAsync(_ => Task.CompletedTask));
    }

    Task<CacheUse> TryAsync(Func<CancellationToken, Task> use) => _access.TryAsync(
        limit =>
        {
            _uses++;
            return use(limit);
        },
        _ => _told++, CancellationToken.None);
}
