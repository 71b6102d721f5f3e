namespace Automation.EventLog.Following;

/// <summary>How far a follower of this service has come. Registered under the follower's name.</summary>
public interface IFollowerPositions
{
    /// <summary>Waits until a partition's position is committed, on whichever replica owns it.</summary>
    /// <exception cref="ServiceDefaults.Faults.Fault">POSITION_NOT_REACHED after 2 s.</exception>
    Task WaitForAsync(int partition, long sequence, CancellationToken cancellationToken);

    /// <summary>The committed position of every partition, in order.</summary>
    Task<long[]> StoredAsync(CancellationToken cancellationToken);

    /// <summary>The same, with the log that they are in.</summary>
    Task<FollowerStand> StandAsync(CancellationToken cancellationToken);
}
