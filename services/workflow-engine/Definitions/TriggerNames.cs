using Automation.WorkflowEngine.V1;
using Google.Protobuf.Reflection;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>What is called like an event and is none, so that all triggers are found alike. The space keeps them apart from every event.</summary>
static class TriggerNames
{
    /// <summary>RunService.StartRun was called.</summary>
    public const string ApiCall = "api call";

    /// <summary>A date of the shopper's has come near.</summary>
    public const string DateReached = "date reached";

    /// <summary>The time of a schedule has come, and the turn of the shopper.</summary>
    public const string ScheduleReached = "schedule reached";

    /// <summary>Something was asked of a run; starts none.</summary>
    public const string RunCommand = "run command";

    const string Segment = "segment ";

    public static string OfSegment(string segmentId, SegmentMove move) =>
        $"{Segment}{segmentId} {(move is SegmentMove.Left ? "left" : "entered")}";

    /// <summary>What conditions call <c>event</c>; null when nothing has the name.</summary>
    public static MessageDescriptor? ActionTypeOf(string name) => name switch
    {
        ApiCall => ApiCalled.Descriptor,
        DateReached => V1.DateReached.Descriptor,
        ScheduleReached => V1.ScheduleReached.Descriptor,
        _ when name.StartsWith(Segment, StringComparison.Ordinal) => SegmentMoved.Descriptor,
        _ => null,
    };
}
