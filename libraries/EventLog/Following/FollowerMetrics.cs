using System.Diagnostics.Metrics;
using Automation.EventLog.Incarnations;

namespace Automation.EventLog.Following;

/// <summary>Instruments of all followers, meter <c>Automation.Following</c>.</summary>
public sealed class FollowerMetrics
{
    readonly Histogram<double> _batchDuration;
    readonly Histogram<int> _batchRecords;
    readonly Counter<long> _readRecords;
    readonly Counter<long> _parkedRecords;
    readonly Counter<long> _failedScheduledWork;
    readonly Counter<long> _failedTakeOvers;
    readonly Gauge<long> _behind;
    readonly Gauge<int> _owned;
    readonly Gauge<int> _stopped;
    readonly Counter<long> _foreignBatches;
    readonly Gauge<double> _stalled;
    readonly Histogram<double> _stepDuration;
    readonly Counter<long> _takeOvers;
    readonly Counter<long> _lostSessions;
    readonly Counter<double> _rested;

    public FollowerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Automation.Following");
        _batchDuration = meter.CreateHistogram<double>(
            "automation.follower.batch.duration", "s", "From the first lock to the commit.",
            advice: new() { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5] });
        _stepDuration = meter.CreateHistogram<double>(
            "automation.follower.step.duration", "s", "Of each step of a turn; tag automation.follower.step.",
            advice: new() { HistogramBucketBoundaries = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5] });
        _takeOvers = meter.CreateCounter<long>("automation.follower.take_overs", "{partition}", "Partitions taken over: after a start, a loss, or a failed batch whose outcome was unknown.");
        _lostSessions = meter.CreateCounter<long>("automation.follower.session.losses", "{session}", "Owner sessions lost, and with each every partition of the replica.");
        _rested = meter.CreateCounter<double>("automation.follower.rest.time", "s", "Rested after failures, when no batch ran.");
        _batchRecords = meter.CreateHistogram<int>(
            "automation.follower.batch.records", "{record}", "Records in one transaction.",
            advice: new() { HistogramBucketBoundaries = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000] });
        _readRecords = meter.CreateCounter<long>(
            "automation.follower.read.records", "{record}", "Records read from the producer because the bus did not bring them.");
        _parkedRecords = meter.CreateCounter<long>("automation.follower.parked.records", "{record}", "Records that could not be handled.");
        _failedScheduledWork = meter.CreateCounter<long>(
            "automation.follower.scheduled_work.failures", "{failure}", "Batches that failed for a partition's scheduled work alone, such as its timers. Tried again every 5 s.");
        _failedTakeOvers = meter.CreateCounter<long>(
            "automation.follower.take_over.failures", "{failure}", "Partitions that could not be taken over, though the database answers. Tried again every 5 s.");
        _behind = meter.CreateGauge<long>("automation.follower.behind", "{record}", "Records between positions and heads of owned partitions.");
        _owned = meter.CreateGauge<int>("automation.follower.owned", "{partition}", "Partitions that this replica owns.");
        _stopped = meter.CreateGauge<int>(
            "automation.follower.stopped", "{follower}", "1: the followed log was set back or is another one, and an operator must decide; see docs/operations.md.");
        _stalled = meter.CreateGauge<double>(
            "automation.follower.stalled.duration", "s", "For how long the partition that stands longest with records waiting has not moved, on whichever replica.");
        _foreignBatches = meter.CreateCounter<long>(
            "automation.follower.foreign.batches", "{batch}", "Batches from the bus of a log that is not followed: another installation on the same broker, or a log that was set back.");
    }

    internal void Batch(string follower, int records, TimeSpan duration)
    {
        var tag = Tag(follower);
        _batchDuration.Record(duration.TotalSeconds, tag);
        _batchRecords.Record(records, tag);
    }

    internal void Step(string follower, string step, TimeSpan duration) =>
        _stepDuration.Record(duration.TotalSeconds, Tag(follower), new("automation.follower.step", step));

    internal void TookOver(string follower) => _takeOvers.Add(1, Tag(follower));

    internal void SessionLost(string follower) => _lostSessions.Add(1, Tag(follower));

    internal void Rested(string follower, TimeSpan duration) => _rested.Add(duration.TotalSeconds, Tag(follower));

    internal void Read(string follower, int records) => _readRecords.Add(records, Tag(follower));

    internal void Parked(string follower, int records) => _parkedRecords.Add(records, Tag(follower));

    internal void ScheduledWorkFailed(string follower) => _failedScheduledWork.Add(1, Tag(follower));

    internal void TakeOverFailed(string follower) => _failedTakeOvers.Add(1, Tag(follower));

    internal void Stopped(string follower, bool isStopped) => _stopped.Record(isStopped ? 1 : 0, Tag(follower));

    internal void Stalled(string follower, TimeSpan duration) => _stalled.Record(duration.TotalSeconds, Tag(follower));

    internal void Foreign(string follower) => _foreignBatches.Add(1, Tag(follower));

    internal void Behind(string follower, long[] heads, IEnumerable<long?> positions)
    {
        var behind = 0L;
        var owned = 0;
        foreach (var (head, position) in heads.Zip(positions))
        {
            if (position is null)
                continue;
            owned++;
            behind += Math.Max(0, LogEra.Between(position.Value, head));
        }
        _behind.Record(behind, Tag(follower));
        _owned.Record(owned, Tag(follower));
    }

    static KeyValuePair<string, object?> Tag(string follower) => new("automation.follower", follower);
}
