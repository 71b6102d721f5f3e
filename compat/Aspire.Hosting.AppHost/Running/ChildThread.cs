using System.Collections.Concurrent;

namespace Aspire.Hosting.Running;

/// <summary>
/// Children are started on a thread of their own that never ends: the kernel's parent-death signal is sent when the
/// thread that forked ends, and threads of the pool do.
/// </summary>
static class ChildThread
{
    // Bounded by the processes of the application.
    static readonly BlockingCollection<Action> s_work = [];

    static ChildThread() =>
        new Thread(() =>
        {
            foreach (var work in s_work.GetConsumingEnumerable())
                work();
        })
        { IsBackground = true, Name = "children" }.Start();

    public static Task<T> RunAsync<T>(Func<T> start)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        s_work.Add(() =>
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
        return done.Task;
    }
}
