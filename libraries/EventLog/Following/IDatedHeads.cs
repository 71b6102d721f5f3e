namespace Automation.EventLog.Following;

/// <summary>Asks for the heads of the event log, and from which instant on nothing is logged below them.</summary>
public interface IDatedHeads
{
    /// <summary>The heads now, and why nothing may be decided by them; null: it may.</summary>
    Task<(DatedHeads Heads, string? Objection)> AskAsync(CancellationToken cancellationToken);
}

/// <summary>Heads of a log with their time.</summary>
/// <param name="Sequences">Last sequence of every partition, in order.</param>
/// <param name="AsOf">Whatever is logged above them has this log time or a later one.</param>
public sealed record DatedHeads(long[] Sequences, DateTimeOffset AsOf);
