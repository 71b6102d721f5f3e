namespace Automation.Testing;

/// <summary>Started by the first test that asks for it, shared by the others of its test process.</summary>
sealed class SharedServer<T>(Func<Task<T>> start)
{
    readonly Lock _lock = new();
    Task<T>? _started;

    public Task<T> GetAsync()
    {
        lock (_lock)
            return _started ??= Task.Run(StartAsync);
    }

    // A free port can be taken between the look and the bind; the third failure is a real one.
    async Task<T> StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await start();
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
            }
        }
    }
}
