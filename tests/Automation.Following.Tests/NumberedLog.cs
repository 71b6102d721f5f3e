using Automation.Commerce.V1;
using Automation.EventLog.Following;

namespace Automation.Following.Tests;

/// <summary>A log in memory that a test writes: record n says n.</summary>
sealed class NumberedLog() : FollowedLog<LoggedEvent>("numbered", LoggedEvent.Parser)
{
    /// <summary>Last sequence of each partition.</summary>
    public long[] Heads { get; } = new long[Partitions.Count];

    /// <summary>The partition that cannot be read; null: all can.</summary>
    public int? Unreadable { get; set; }

    /// <summary>Reads so far.</summary>
    public int ReadCount { get; private set; }

    public override Task<long[]> HeadsAsync(CancellationToken cancellationToken) => Task.FromResult(Heads.ToArray());

    public override async Task<IReadOnlyList<LoggedEvent>> ReadAsync(
        int partition, long afterSequence, int maxRecords, CancellationToken cancellationToken)
    {
        ReadCount++;
        if (partition == Unreadable)
            throw new InvalidOperationException($"Partition {partition} cannot be read.");
        // What can be read takes longer than what fails.
        if (Unreadable is not null)
            await Task.Delay(20, cancellationToken);
        var count = (int)Math.Clamp(Heads[partition] - afterSequence, 0, maxRecords);
        return Enumerable.Range(0, count)
            .Select(index => new LoggedEvent { Partition = partition, Sequence = afterSequence + 1 + index }).ToList();
    }

    public override bool IsReadable(LoggedEvent record) => true;

    public override long SequenceOf(LoggedEvent record) => record.Sequence;

    public override string TraceparentOf(LoggedEvent record) => record.Traceparent;
}
