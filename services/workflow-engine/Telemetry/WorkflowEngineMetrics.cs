using System.Diagnostics.Metrics;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Telemetry;

/// <summary>Instruments of this service, meter <c>Automation.WorkflowEngine</c>.</summary>
sealed class WorkflowEngineMetrics
{
    readonly Counter<long> _entered;
    readonly Counter<long> _ended;
    readonly Counter<long> _requested;
    readonly Counter<long> _withheld;
    readonly Counter<long> _emitted;
    readonly Counter<long> _checks;
    readonly Counter<long> _members;
    readonly Histogram<double> _lateness;

    public WorkflowEngineMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Automation.WorkflowEngine");
        _entered = meter.CreateCounter<long>("automation.workflow.runs.entered", "{run}", "Runs that began.");
        _ended = meter.CreateCounter<long>("automation.workflow.runs.ended", "{run}", "Runs that ended, by state and reason.");
        _requested = meter.CreateCounter<long>("automation.workflow.messages.requested", "{message}", "Messages asked for.");
        _withheld = meter.CreateCounter<long>(
            "automation.workflow.messages.withheld", "{message}", "Messages that were not asked for, for the shopper is held out.");
        _emitted = meter.CreateCounter<long>("automation.workflow.events.emitted", "{event}", "Events that steps let out.");
        _checks = meter.CreateCounter<long>("automation.workflow.checks", "{check}", "Checks before a send, by verdict and reason.");
        _members = meter.CreateCounter<long>(
            "automation.workflow.enrollments.members", "{member}", "Members of enrollments whose turn came, by why they were held back.");
        _lateness = meter.CreateHistogram<double>(
            "automation.workflow.timer.lateness", "s", "From a timer's due time to its firing, on the shop clock.",
            advice: new() { HistogramBucketBoundaries = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60, 600, 3600] });
    }

    /// <summary>Counts a committed decision.</summary>
    public void Decided(Transition transition)
    {
        if (transition.Entries[0].Entered is { } entered)
            _entered.Add(1, new KeyValuePair<string, object?>("trigger", TriggerOf(entered)));
        if (transition.LateBy is { } late)
            _lateness.Record(late.TotalSeconds);
        if (transition.Effects.Count(effect => effect is Effect.Send) is > 0 and var requested)
            _requested.Add(requested);
        if (transition.Effects.Count(effect => effect is Effect.Emit) is > 0 and var emitted)
            _emitted.Add(emitted);
        foreach (var entry in transition.Entries)
        {
            if (entry.DecisionCase is RunEntry.DecisionOneofCase.SendWithheld)
                _withheld.Add(1);
        }
        if (!transition.Run.IsOpen)
            _ended.Add(1, new("state", transition.Run.State.ToString()), new("reason", transition.Run.EndReason));
    }

    static string TriggerOf(RunEntered entered) => entered.CauseCase switch
    {
        RunEntered.CauseOneofCase.None => "event",
        RunEntered.CauseOneofCase.SegmentMoved => "segment",
        RunEntered.CauseOneofCase.DateReached => "date",
        RunEntered.CauseOneofCase.ApiCalled => "api_call",
        RunEntered.CauseOneofCase.ScheduleReached => "schedule",
        _ => "other",
    };

    /// <summary>Counts those whose turn came.</summary>
    public void Enrolled(EnrollmentPage page)
    {
        foreach (var (reason, count) in page.Counts)
            _members.Add(count, new KeyValuePair<string, object?>("reason", reason));
    }

    public void Checked(SendVerdict verdict) =>
        _checks.Add(1, new("verdict", verdict.Verdict.ToString()), new("reason", verdict.Reason));
}
