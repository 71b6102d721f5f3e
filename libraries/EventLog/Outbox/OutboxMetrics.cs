using System.Diagnostics.Metrics;

namespace Automation.EventLog.Outbox;

/// <summary>Instruments of a service's outbox, meter <c>Automation.Outbox</c>.</summary>
sealed class OutboxMetrics
{
    readonly Counter<long> _refused;
    readonly Counter<long> _postponed;

    public OutboxMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Automation.Outbox");
        _refused = meter.CreateCounter<long>(
            "automation.outbox.refused.rows", "{row}", "Rows that their destination will never take; the table keeps them with the reason.");
        _postponed = meter.CreateCounter<long>(
            "automation.outbox.postponed.rows", "{row}", "Refusals of rows for a clock or a version; they are tried again by themselves.");
    }

    public void Refused(bool mayPass) => (mayPass ? _postponed : _refused).Add(1);
}
