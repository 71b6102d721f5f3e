using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.EventLog.Incarnations;

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

    /// <summary>The last sequence before its era, in every partition.</summary>
    public long LastBeforeEra { get; set; } = long.MaxValue;

    /// <summary>The era that begins after it.</summary>
    public long Era { get; set; }

    /// <summary>Which log it says it is.</summary>
    public string Incarnation { get; set; } = "";

    /// <summary>The log above it that it says its producer follows.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>Records of that one which its producer has yet to fold.</summary>
    public long ProducerBehind { get; set; }

    /// <summary>Who asks for heads waits for it.</summary>
    public Task Silence { get; set; } = Task.CompletedTask;

    public override async Task<FollowedHeads> HeadsAsync(CancellationToken cancellationToken)
    {
        await Silence.WaitAsync(cancellationToken);
        return new(Heads.ToArray(), Incarnation, Upstream);
    }

    public override Task<long> ProducerBehindAsync(CancellationToken cancellationToken) => Task.FromResult(ProducerBehind);

    public override async Task<FollowedPage<LoggedEvent>> ReadAsync(
        int partition, long afterSequence, int maxRecords, CancellationToken cancellationToken)
    {
        ReadCount++;
        if (partition == Unreadable)
            throw new InvalidOperationException($"Partition {partition} cannot be read.");
        // What can be read takes longer than what fails.
        if (Unreadable is not null)
            await Task.Delay(20, cancellationToken);
        var records = new List<LoggedEvent>();
        for (var sequence = Next(afterSequence); sequence <= Heads[partition] && records.Count < maxRecords; sequence = Next(sequence))
            records.Add(new LoggedEvent { Partition = partition, Sequence = sequence });
        return new(records, Incarnation);
    }

    long Next(long sequence) => sequence >= LastBeforeEra && sequence < LogEra.Floor(Era) ? LogEra.Floor(Era) + 1 : sequence + 1;

    public override bool IsReadable(LoggedEvent record) => true;

    public override long SequenceOf(LoggedEvent record) => record.Sequence;

    public override string TraceparentOf(LoggedEvent record) => record.Traceparent;
}
