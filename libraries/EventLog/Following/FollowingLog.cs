using Microsoft.Extensions.Logging;

namespace Automation.EventLog.Following;

/// <summary>Everything that a follower logs.</summary>
static partial class FollowingLog
{
    [LoggerMessage(130, LogLevel.Information, "Follower {Follower} opened its owner session.")]
    public static partial void SessionOpened(ILogger logger, string follower);

    [LoggerMessage(131, LogLevel.Warning, "Follower {Follower} lost its owner session and with it every partition.")]
    public static partial void SessionLost(ILogger logger, Exception exception, string follower);

    [LoggerMessage(132, LogLevel.Information, "Follower {Follower} released partition {Partition}.")]
    public static partial void Released(ILogger logger, string follower, int partition);

    [LoggerMessage(133, LogLevel.Information, "Follower {Follower} took partition {Partition} over at {Sequence} in epoch {Epoch}.")]
    public static partial void TookOver(ILogger logger, string follower, int partition, long sequence, long epoch);

    [LoggerMessage(134, LogLevel.Warning, "Follower {Follower} got no heads from its producer; it will ask again.")]
    public static partial void HeadsUnknown(ILogger logger, Exception exception, string follower);

    [LoggerMessage(135, LogLevel.Warning, "Follower {Follower} could not read missing records; it will try again.")]
    public static partial void NotRead(ILogger logger, Exception exception, string follower);

    [LoggerMessage(136, LogLevel.Warning, "Follower {Follower} was fenced out and lets all partitions go.")]
    public static partial void Fenced(ILogger logger, Exception exception, string follower);

    [LoggerMessage(137, LogLevel.Warning, "A batch of follower {Follower} failed and was undone.")]
    public static partial void BatchFailed(ILogger logger, Exception exception, string follower);

    [LoggerMessage(138, LogLevel.Error, "Follower {Follower} parked sequence {Sequence} of partition {Partition}; see ParkingService.")]
    public static partial void Parked(ILogger logger, Exception exception, string follower, int partition, long sequence);

    [LoggerMessage(139, LogLevel.Information, "Follower {Follower} handled parked sequence {Sequence} of partition {Partition}.")]
    public static partial void Unparked(ILogger logger, string follower, int partition, long sequence);

    [LoggerMessage(140, LogLevel.Warning, "Follower {Follower} could not hand committed records on; others will read them.")]
    public static partial void NotHandedOn(ILogger logger, Exception exception, string follower);

    [LoggerMessage(141, LogLevel.Error, "The scheduled work of partition {Partition} failed in follower {Follower}; its records go on, and it is tried again in {Delay}.")]
    public static partial void ScheduledWorkFailed(ILogger logger, Exception exception, string follower, int partition, TimeSpan delay);

    [LoggerMessage(142, LogLevel.Error, "Follower {Follower} could not take partition {Partition} over and tries again in {Delay}; the others go on.")]
    public static partial void NotTakenOver(ILogger logger, Exception exception, string follower, int partition, TimeSpan delay);

    [LoggerMessage(143, LogLevel.Error, "Follower {Follower} has stopped: {Reason}. The {Log} log was set back or is another one; nothing of it is handled until an operator accepts it with ParkingService.AdoptLog or folds anew: docs/operations.md.")]
    public static partial void Stopped(ILogger logger, string follower, string log, string reason);

    [LoggerMessage(144, LogLevel.Warning, "Follower {Follower} goes on with the log as it is, as an operator decided; it had stopped: {Reason}.")]
    public static partial void Adopted(ILogger logger, string follower, string reason);

    [LoggerMessage(145, LogLevel.Warning, "Ingestion did not say how far its log is; what is due by the shop clock waits.")]
    public static partial void HeadsUnknown(ILogger logger, Exception exception);

    [LoggerMessage(146, LogLevel.Error, "What is due by the shop clock waits, for ingestion's log is not the one that was folded: {Objection}. See docs/operations.md.")]
    public static partial void HeadsOfAnotherLog(ILogger logger, string objection);
}
