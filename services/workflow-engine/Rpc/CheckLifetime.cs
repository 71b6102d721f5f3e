namespace Automation.WorkflowEngine.Rpc;

/// <summary>
/// A check before a send is good for one second from its beginning. Whoever forbids sends waits that long behind the commit
/// that says so: checks that began before it may have said yes, and those that begin later read it.
/// </summary>
sealed class CheckLifetime(TimeProvider time)
{
    // A timer may be early by its resolution.
    static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(1) + TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until every check that began before the call is good no more.</summary>
    public Task PassAsync(CancellationToken cancellationToken) => Task.Delay(s_lifetime, time, cancellationToken);
}
