using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

enum Phase
{
    Waiting,
    Running,
    Healthy,
    Ended,
}

/// <summary>Where a resource is in its life, and waiting for it to get further.</summary>
sealed class ResourceStatus(string name)
{
    readonly Lock _lock = new();
    TaskCompletionSource _changed = NewSignal();
    Phase _phase;
    int _exitCode;
    string? _reason;

    public Phase Phase
    {
        get
        {
            lock (_lock)
                return _phase;
        }
    }

    public void Set(Phase phase)
    {
        lock (_lock)
        {
            if (_phase == Phase.Ended)
                return;
            _phase = phase;
            Signal();
        }
    }

    public void End(int exitCode, string reason)
    {
        lock (_lock)
        {
            if (_phase == Phase.Ended)
                return;
            (_phase, _exitCode, _reason) = (Phase.Ended, exitCode, reason);
            Signal();
        }
    }

    public async Task HealthyAsync(WaitBehavior behavior, CancellationToken cancellationToken)
    {
        var phase = await ReachAsync(
            phase => phase is Phase.Healthy || phase is Phase.Ended && behavior is WaitBehavior.StopOnResourceUnavailable,
            cancellationToken);
        if (phase is Phase.Ended)
            throw new DistributedApplicationException($"Resource '{name}' is not available: {_reason}.");
    }

    public async Task CompletedAsync(int exitCode, CancellationToken cancellationToken)
    {
        await ReachAsync(phase => phase is Phase.Ended, cancellationToken);
        if (_exitCode != exitCode)
            throw new DistributedApplicationException($"Resource '{name}' did not complete: {_reason}.");
    }

    async Task<Phase> ReachAsync(Func<Phase, bool> reached, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (reached(_phase))
                    return _phase;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    void Signal()
    {
        _changed.SetResult();
        _changed = NewSignal();
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
