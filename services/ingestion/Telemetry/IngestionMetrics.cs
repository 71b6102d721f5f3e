using System.Diagnostics.Metrics;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;

namespace Automation.Ingestion.Telemetry;

/// <summary>What ingestion counts.</summary>
sealed class IngestionMetrics
{
    readonly Counter<long> _events;
    readonly Counter<long> _controlRecords;
    readonly Counter<long> _warnings;
    readonly Counter<long> _refusedCalls;
    readonly Histogram<int> _groupSize;
    readonly Histogram<double> _appendDuration;

    public IngestionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Automation.Ingestion");
        _events = meter.CreateCounter<long>("automation.ingestion.events", "{event}", "Events that were answered, by outcome and reason.");
        _controlRecords = meter.CreateCounter<long>(
            "automation.ingestion.control.records", "{record}", "Records appended at other subjects than the event's own, by kind.");
        _warnings = meter.CreateCounter<long>(
            "automation.ingestion.warnings", "{warning}", "Identifiers and consents that were left out of events, by reason.");
        _refusedCalls = meter.CreateCounter<long>("automation.ingestion.refused.calls", "{call}", "Calls that were refused because too many waited.");
        _groupSize = meter.CreateHistogram(
            "automation.ingestion.append.size", "{event}", "Events of one commit.", tags: null,
            new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000] });
        _appendDuration = meter.CreateHistogram(
            "automation.ingestion.append.duration", "s", "Time of one commit, from the first statement on.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5] });
    }

    public void Refused() => _refusedCalls.Add(1);

    public void Appended(int count, TimeSpan duration)
    {
        _groupSize.Record(count);
        _appendDuration.Record(duration.TotalSeconds);
    }

    public void Caused(ControlRecord record) =>
        _controlRecords.Add(1, new KeyValuePair<string, object?>(
            "kind", KindOf(record)));

    static string KindOf(ControlRecord record) => record.KindCase switch
    {
        ControlRecord.KindOneofCase.AddressConsent => "address_consent",
        ControlRecord.KindOneofCase.OrderElsewhere => "order_elsewhere",
        ControlRecord.KindOneofCase.DefinitionPrepared => "definition_prepared",
        ControlRecord.KindOneofCase.DefinitionEffective => "definition_effective",
        ControlRecord.KindOneofCase.WindowsDue => "windows_due",
        ControlRecord.KindOneofCase.CohortComputed => "cohort_computed",
        ControlRecord.KindOneofCase.RunCommand => "run_command",
        _ => "other",
    };

    public void Answered(Outcome outcome, long count)
    {
        if (count > 0)
            _events.Add(count, new KeyValuePair<string, object?>("outcome", outcome is Outcome.Recorded ? "recorded" : "duplicate"));
    }

    public void Warned(string reason) => _warnings.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Rejected(string reason) =>
        _events.Add(1, new("outcome", "rejected"), new KeyValuePair<string, object?>("reason", reason));
}
