using System.Diagnostics;

namespace Automation.ServiceDefaults.Telemetry;

/// <summary>Spans that continue the trace of a stored traceparent: of an event, a run or a message.</summary>
public static class EventActivity
{
    static readonly ActivitySource Source = new("Automation.Events");

    /// <summary>The current context to store; empty when nobody traces it.</summary>
    public static string CurrentTraceparent => Activity.Current is { Recorded: true } activity ? activity.Id! : "";

    /// <summary>Begins a span under a stored context; null when that was not traced.</summary>
    public static Activity? Start(string name, string traceparent, ActivityKind kind = ActivityKind.Consumer) =>
        TryParse(traceparent, out var parent) ? Source.StartActivity(name, kind, parent) : null;

    /// <summary>Begins a span for work on several things: under the first traced one, linked to the others.</summary>
    public static Activity? StartBatch(string name, IEnumerable<string> traceparents)
    {
        ActivityContext first = default;
        List<ActivityLink>? links = null;
        foreach (var traceparent in traceparents)
        {
            if (!TryParse(traceparent, out var context))
                continue;
            if (first == default)
                first = context;
            else if (context.TraceId != first.TraceId && (links ??= []).Count < 100)
                links.Add(new ActivityLink(context));
        }
        return first == default ? null : Source.StartActivity(name, ActivityKind.Consumer, first, links: links);
    }

    static bool TryParse(string traceparent, out ActivityContext context)
    {
        context = default;
        return traceparent.Length > 0
            && ActivityContext.TryParse(traceparent, null, isRemote: true, out context)
            && context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);
    }
}
