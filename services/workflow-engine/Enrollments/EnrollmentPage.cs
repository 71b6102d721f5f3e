using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Triggers;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Enrollments;

/// <summary>The members of an enrollment whose turn it is in a batch.</summary>
/// <param name="Part">As the batch leaves it.</param>
/// <param name="Entries">In the order of shoppers; decided with the batch.</param>
sealed record EnrollmentPage(EnrollmentPart Part, IReadOnlyList<PendingEntry> Entries)
{
    /// <summary>How many came in, under the empty reason, and how many did not, by reason.</summary>
    public IEnumerable<(string Reason, int Count)> Counts => Entries.CountBy(entry => entry.Refusal).Select(pair => (pair.Key, pair.Value));

    /// <summary>A member whose turn it is, as what begins a run.</summary>
    /// <param name="order">What is asked for.</param>
    /// <param name="workflow">What begins, compiled.</param>
    /// <param name="shopperId">Whose turn it is.</param>
    /// <param name="now">An instant that the log is known to be complete up to.</param>
    /// <param name="position">Everything of the shopper up to it is known; the run sees what is behind it.</param>
    public static PendingEntry EntryOf(
        EnrollmentOrder order, CompiledWorkflow workflow, Guid shopperId, DateTimeOffset now, LogPosition position)
    {
        var logged = new LoggedEvent
        {
            Partition = position.Partition,
            Sequence = position.Sequence,
            ShopId = order.Version.ShopId,
            ShopperId = shopperId.ToString(),
            LogTime = now.ToTimestamp(),
            Event = new Event(),
        };
        var (name, action) = CauseOf(order);
        var input = new EventInput(logged, name, action, now, position, Reading: null)
        {
            IsTimed = true,
            WorkflowId = order.Version.WorkflowId,
            EnrollmentId = order.EnrollmentId,
            RunId = NameIds.OfEnrolledRun(order.EnrollmentId, shopperId),
        };
        return new PendingEntry(order.Version, workflow, input, workflow.Schedule?.ExcludedSegmentIds ?? []);
    }

    // Who matched already is entered as if the change came now, so that filter and key read the same.
    static (string Name, IMessage Action) CauseOf(EnrollmentOrder order) => order.Kind is EnrollmentKind.Matching
        ? (TriggerNames.OfSegment(order.SegmentIds[0], SegmentMove.Entered),
            new SegmentMoved { SegmentId = order.SegmentIds[0], Move = SegmentMove.Entered })
        : (TriggerNames.ScheduleReached,
            new ScheduleReached { EnrollmentId = order.EnrollmentId.ToString(), DueTime = order.DueTime.ToTimestamp() });
}
