using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Triggers;

/// <summary>A shopper comes into a segment or leaves it.</summary>
static class SegmentStart
{
    const int MaxSegmentId = 50;

    public static CompiledTrigger Compile(SegmentTrigger trigger, string path, DefinitionScope scope)
    {
        scope.Checks.Name(trigger.SegmentId, $"{path}.segment_id", MaxSegmentId);
        if (!Enum.IsDefined(trigger.Move))
            scope.Violations.Invalid($"{path}.move", "is none that this build knows; set SEGMENT_MOVE_ENTERED or SEGMENT_MOVE_LEFT.");
        return new(scope.Only(TriggerNames.OfSegment(trigger.SegmentId, trigger.Move), trigger.Filter, $"{path}.filter"))
        {
            MatchedSegmentId = trigger.Move is SegmentMove.Left ? "" : trigger.SegmentId,
        };
    }

    /// <summary>What the changes of a record may begin: as old, as much history and before an order as the event that made them.</summary>
    public static IEnumerable<EventInput> Of(MembershipRecord record, RegistrySnapshot snapshot)
    {
        foreach (var change in record.Changes)
        {
            var moved = new SegmentMoved
            {
                SegmentId = change.SegmentId,
                Version = change.Version,
                Move = change.Movement is Movement.Left ? SegmentMove.Left : SegmentMove.Entered,
            };
            var name = TriggerNames.OfSegment(moved.SegmentId, moved.Move);
            if (!snapshot.MayTrigger(change.ShopId, name))
                continue;
            var cause = record.Event;
            var logged = new LoggedEvent
            {
                Partition = cause.Partition,
                Sequence = cause.Sequence,
                ShopId = change.ShopId,
                ShopperId = change.ShopperId,
                LogTime = cause.LogTime,
                Depth = cause.Depth,
                Traceparent = cause.Traceparent,
                Event = new Event { OccurTime = cause.Event?.OccurTime, History = cause.Event?.History ?? false },
            };
            yield return new EventInput(
                logged, name, moved, cause.LogTime.ToDateTimeOffset(),
                new LogPosition { Partition = cause.Partition, Sequence = cause.Sequence }, Reading: null)
            {
                IsBeforeOrder = record.BeforeOrder,
            };
        }
    }
}
