using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Intake;

/// <summary>What a record asks for on behalf of a caller of RunService.</summary>
static class CommandMeaning
{
    /// <summary>The record as an input of decisions; null when it asks for nothing.</summary>
    public static EventInput? Of(MembershipRecord record)
    {
        var asked = record.Event;
        if (asked.Control?.RunCommand is not { } command || !Guid.TryParse(command.ShopperId, out _))
            return null;
        var logged = new LoggedEvent
        {
            Partition = asked.Partition,
            Sequence = asked.Sequence,
            ShopId = asked.ShopId,
            ShopperId = command.ShopperId,
            LogTime = asked.LogTime,
            Depth = asked.Depth,
            Traceparent = asked.Traceparent,
            Event = new Event(),
        };
        var position = new LogPosition { Partition = asked.Partition, Sequence = asked.Sequence };
        var now = asked.LogTime.ToDateTimeOffset();
        if (command.Start is not { } start)
            return new EventInput(logged, TriggerNames.RunCommand, command, now, position, Reading: null);
        var called = new ApiCalled { RequestId = command.RequestId, Properties = start.Properties };
        return new EventInput(logged, TriggerNames.ApiCall, called, now, position, Reading: null)
        {
            WorkflowId = start.WorkflowId,
            RunId = NameIds.OfRunStart(asked.ShopId, start.WorkflowId, command.RequestId),
        };
    }
}
