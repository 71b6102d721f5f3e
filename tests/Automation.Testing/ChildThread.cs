using System.Collections.Concurrent;

namespace Automation.Testing;

/// <summary>A thread that never ends and on which children are started.</summary>
sealed class ChildThread
{
    // Bounded by the servers a test process starts: a handful.
    readonly BlockingCollection<Action> _work = [];

    public ChildThread() =>
        new Thread(() =>
        {
            foreach (var work in _work.GetConsumingEnumerable())
                work();
        })
        { IsBackground = true, Name = "children" }.Start();

    public T Run<T>(Func<T> start)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(start());
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                done.SetException(error);
            }
        });
        return done.Task.GetAwaiter().GetResult();
    }
}
