using Automation.Ingestion.Admission;
using Automation.Ingestion.Telemetry;
using Automation.Ingestion.V1;

namespace Automation.Ingestion.Rpc;

/// <summary>Tells a sender what was left out of an event that was recorded without it.</summary>
static class EventWarnings
{
    /// <summary>One for each identifier left out, one for a consent that is about no address, and counts them.</summary>
    public static IEnumerable<Warning> Of(PendingEvent pending, IngestionMetrics metrics)
    {
        foreach (var (field, reason, description) in pending.Dropped)
        {
            metrics.Warned(reason);
            yield return new Warning { Reason = reason, Field = field, Detail = $"{field} was left out: it {description}" };
        }
    }
}
