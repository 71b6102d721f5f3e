namespace Automation.ServiceDefaults;

/// <summary>Wakes one waiting loop; further wakes before it looks are the same wake.</summary>
public sealed class Signal : IDisposable
{
    readonly SemaphoreSlim _semaphore = new(0, 1);

    public void Set()
    {
        if (_semaphore.CurrentCount > 0)
            return;
        try
        {
            _semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another caller was first; one wake is enough.
        }
    }

    /// <summary>Returns at the next wake, or after the time-out.</summary>
    /// <returns>Whether it was woken.</returns>
    public Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) => _semaphore.WaitAsync(timeout, cancellationToken);

    public Task WaitAsync(CancellationToken cancellationToken) => _semaphore.WaitAsync(cancellationToken);

    public void Dispose() => _semaphore.Dispose();
}
