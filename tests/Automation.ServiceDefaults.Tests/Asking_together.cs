using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Automation.ServiceDefaults.Tests;

public sealed class Asking_together
{
    readonly FakeTimeProvider _time = new();
    readonly Queue<TaskCompletionSource<int>> _reads = [];
    readonly Lock _gate = new();
    int _begun;

    [Fact]
    public async Task All_who_come_during_a_read_share_the_next_one()
    {
        var shared = new SharedRead<int>(Read, TimeSpan.Zero, _time);
        var first = shared.ReadAsync(default);
        Until(() => Begun == 1);
        var waiting = Enumerable.Range(0, 1_000).Select(_ => shared.ReadAsync(default)).ToList();

        End(1);
        Assert.Equal(1, await first);
        Until(() => Begun == 2);
        Assert.All(waiting, one => Assert.False(one.IsCompleted));
        End(2);
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(2, answer));
        Assert.Equal(2, Begun);
    }

    [Fact]
    public async Task A_read_that_fails_fails_for_those_who_shared_it_and_not_for_the_next()
    {
        var shared = new SharedRead<int>(Read, TimeSpan.Zero, _time);
        var first = shared.ReadAsync(default);
        Until(() => Begun == 1);
        var second = shared.ReadAsync(default);
        lock (_gate)
            _reads.Dequeue().SetException(new IOException("away"));

        await Assert.ThrowsAsync<IOException>(() => first);
        Until(() => Begun == 2);
        End(7);
        Assert.Equal(7, await second);
    }

    [Fact]
    public async Task Between_two_reads_there_is_the_interval()
    {
        var shared = new SharedRead<int>(Read, TimeSpan.FromMilliseconds(20), _time);
        var first = shared.ReadAsync(default);
        Until(() => Begun == 1);
        End(1);
        await first;

        var second = shared.ReadAsync(default);
        await Task.Delay(50);
        Assert.Equal(1, Begun);
        Until(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(20));
            return Begun == 2;
        });
        End(2);
        Assert.Equal(2, await second);
    }

    int Begun
    {
        get
        {
            lock (_gate)
                return _begun;
        }
    }

    Task<int> Read()
    {
        lock (_gate)
        {
            _begun++;
            var read = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            _reads.Enqueue(read);
            return read.Task;
        }
    }

    void End(int answer)
    {
        lock (_gate)
            _reads.Dequeue().SetResult(answer);
    }

    static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(10)));
}
