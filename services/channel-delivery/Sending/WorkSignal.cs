using Automation.ServiceDefaults;

namespace Automation.ChannelDelivery.Sending;

/// <summary>Tells the workers of this process that there may be something to send.</summary>
sealed class WorkSignal : IDisposable
{
    readonly Signal _signal = new();

    public void Set() => _signal.Set();

    /// <summary>Returns at the next wake for one worker, or after the time-out.</summary>
    public Task WaitAsync(TimeSpan timeout, CancellationToken cancellationToken) => _signal.WaitAsync(timeout, cancellationToken);

    public void Dispose() => _signal.Dispose();
}
