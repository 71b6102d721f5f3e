using System.Diagnostics.Metrics;

namespace Automation.EventLog.Outbox;

/// <summary>Instruments of a service's outbox, meter <c>Automation.Outbox</c>.</summary>
sealed class OutboxMetrics
{
    readonly Counter<long> _refused;

    public OutboxMetrics(IMeterFactory meters) =>
        _refused = meters.Create("Automation.Outbox").CreateCounter<long>(
            "automation.outbox.refused.rows", "{row}", "Rows that their destination will never take; the table keeps them with the reason.");

    public void Refused() => _refused.Add(1);
}
