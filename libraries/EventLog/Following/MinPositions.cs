using Automation.Commerce.V1;
using Automation.ServiceDefaults.Faults;

namespace Automation.EventLog.Following;

/// <summary>How RPCs wait for the positions that a caller wants to be included.</summary>
public static class MinPositions
{
    /// <summary>Waits for all of them, at most 2 s.</summary>
    /// <param name="follower">Whose positions.</param>
    /// <param name="field">The request field they came in, for the fault.</param>
    /// <param name="positions">At most one for each partition.</param>
    /// <param name="cancellationToken">The call's.</param>
    public static async Task WaitForAsync(
        this IFollowerPositions follower, string field, IReadOnlyList<LogPosition> positions, CancellationToken cancellationToken)
    {
        for (var index = 0; index < positions.Count; index++)
        {
            var position = positions[index];
            if (position.Partition is < 0 or >= Partitions.Count)
                throw Fault.Invalid($"{field}.partition", $"is {position.Partition}; it must be 0 to {Partitions.Count - 1}.");
            if (position.Sequence < 0)
                throw Fault.Invalid($"{field}.sequence", $"is {position.Sequence}; it must not be negative.");
            if (positions.Take(index).Any(former => former.Partition == position.Partition))
                throw Fault.Invalid($"{field}.partition", $"{position.Partition} comes twice; send the higher position only.");
        }
        await Task.WhenAll(positions
            .Where(position => position.Sequence > 0)
            .Select(position => follower.WaitForAsync(position.Partition, position.Sequence, cancellationToken)));
    }
}
