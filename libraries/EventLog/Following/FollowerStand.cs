namespace Automation.EventLog.Following;

/// <summary>Where a follower stands, read in one statement.</summary>
/// <param name="Positions">The committed position of every partition, in order; 0 where nobody began.</param>
/// <param name="Incarnation">The incarnation of the log that it follows. Empty: none yet.</param>
/// <param name="Upstream">The incarnation of the log above that, as its producer has accepted it. Empty: unknown, or there is none.</param>
/// <param name="StopReason">Why it has stopped until an operator decides. Empty: it has not.</param>
/// <param name="OwnIncarnation">Of the log that this service keeps itself; empty where it keeps none.</param>
public sealed record FollowerStand(long[] Positions, string Incarnation, string Upstream, string StopReason, string OwnIncarnation);
