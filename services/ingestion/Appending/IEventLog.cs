using Automation.Ingestion.Admission;

namespace Automation.Ingestion.Appending;

/// <summary>The log on disk.</summary>
interface IEventLog
{
    /// <summary>Appends events in one transaction, in order. Called by one caller at a time.</summary>
    Task<Appended> AppendAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken);
}

/// <summary>What an append has written, once it is on disk.</summary>
/// <param name="Results">One for each event, in order.</param>
/// <param name="LogTime">Of all its events.</param>
/// <param name="Incarnation">Which log they are in.</param>
sealed record Appended(AppendResult[] Results, DateTimeOffset LogTime, string Incarnation)
{
    /// <summary>The era that begins here, because the log was set back; null as a rule.</summary>
    public long? Era { get; init; }
}
