using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial;

// Threads of its own, so that replies are read even when the thread pool is starved by callers who wait for them.
public sealed class DedicatedThreadPoolPipeScheduler : PipeScheduler, IDisposable
{
    static readonly Lazy<DedicatedThreadPoolPipeScheduler> s_default = new(() => new(nameof(Default)));

    readonly Queue<(Action<object?> Action, object? State)> _queue = new();
    readonly int _threshold;
    long _byQueue;
    long _byPool;
    int _available;
    bool _disposed;

    public DedicatedThreadPoolPipeScheduler(
        string? name = null,
        int workerCount = 5,
        int useThreadPoolQueueLength = 10,
        ThreadPriority priority = ThreadPriority.Normal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workerCount);
        WorkerCount = workerCount;
        _threshold = useThreadPoolQueueLength;
        Name = string.IsNullOrWhiteSpace(name) ? GetType().Name : name.Trim();
        for (var i = 0; i < workerCount; i++)
            // Unsafe: the first caller's async locals are nothing to the calls that come after.
            new Thread(Work) { IsBackground = true, Name = $"{Name}:{i}", Priority = priority }.UnsafeStart();
    }

    // Lazy: whoever brings a scheduler of their own does not pay for these threads.
    public static DedicatedThreadPoolPipeScheduler Default => s_default.Value;

    public string Name { get; }

    public int WorkerCount { get; }

    public int AvailableCount => Volatile.Read(ref _available);

    public long TotalServicedByQueue => Volatile.Read(ref _byQueue);

    public long TotalServicedByPool => Volatile.Read(ref _byPool);

    public override void Schedule(Action<object?> action, object? state)
    {
        ArgumentNullException.ThrowIfNull(action);
        lock (_queue)
        {
            if (!_disposed && WorkerCount > 0 && _queue.Count < Math.Max(_threshold, 1))
            {
                _queue.Enqueue((action, state));
                Monitor.Pulse(_queue);
                return;
            }
        }

        // A long queue means stuck workers; the pool grows and they do not.
        Interlocked.Increment(ref _byPool);
        System.Threading.ThreadPool.UnsafeQueueUserWorkItem(
            static work => Run(work.action, work.state), (action, state), preferLocal: false);
    }

    public void Dispose()
    {
        lock (_queue)
        {
            _disposed = true;
            Monitor.PulseAll(_queue);
        }
    }

    public override string ToString() => Name;

    static void Run(Action<object?> action, object? state)
    {
        try
        {
            action(state);
        }
#pragma warning disable CA1031 // A worker outlives what it runs; the official one traces and goes on as well.
        catch (Exception error)
#pragma warning restore CA1031
        {
            System.Diagnostics.Trace.WriteLine(error);
        }
    }

    void Work()
    {
        while (true)
        {
            (Action<object?> Action, object? State) next;
            lock (_queue)
            {
                Interlocked.Increment(ref _available);
                while (_queue.Count == 0 && !_disposed)
                    Monitor.Wait(_queue);
                Interlocked.Decrement(ref _available);
                // What was queued before the end is still run.
                if (!_queue.TryDequeue(out next))
                    return;
            }

            Interlocked.Increment(ref _byQueue);
            Run(next.Action, next.State);
        }
    }
}
