namespace Automation.ServiceDefaults;

/// <summary>
/// A question that many ask and one answers: all who come while a read is under way share the next one, which begins after they came. So an
/// answer is never older than its question, and there is one read at a time however many wait.
/// </summary>
/// <param name="read">Reads.</param>
/// <param name="interval">From one read to the next at least; zero: none.</param>
/// <param name="time">Of the interval.</param>
public sealed class SharedRead<T>(Func<Task<T>> read, TimeSpan interval, TimeProvider time)
{
    readonly Lock _gate = new();
    Task<T>? _next;
    Task _current = Task.CompletedTask;
    long? _began;

    /// <summary>The answer of a read that begins after the call.</summary>
    public Task<T> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _next ??= ReadAfterAsync(_current);
            return _next.WaitAsync(cancellationToken);
        }
    }

    async Task<T> ReadAfterAsync(Task current)
    {
        await Task.Yield();
        await current.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_began is { } last && interval - time.GetElapsedTime(last) is { } rest && rest > TimeSpan.Zero)
            await Task.Delay(rest, time);
        lock (_gate)
        {
            // From here on it may read what came before a caller: later ones need a read of their own.
            _current = _next!;
            _next = null;
        }
        _began = time.GetTimestamp();
        return await read();
    }
}
