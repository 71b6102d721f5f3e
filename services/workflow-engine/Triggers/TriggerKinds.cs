using System.Collections.Frozen;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Triggers;

/// <summary>The registry of what a trigger can be.</summary>
static class TriggerKinds
{
    static readonly CompiledTrigger s_never = new(new EventRule(FrozenDictionary<string, Func<ConditionScope, bool>?>.Empty, readsProfile: false));

    static readonly string s_names = string.Join(", ", Trigger.Descriptor.Oneofs[0].Fields.Select(field => field.Name));

    /// <summary>What begins a run.</summary>
    public static CompiledTrigger Compile(Trigger? trigger, DefinitionScope scope)
    {
        if (trigger is null)
        {
            scope.Violations.Required("trigger");
            return s_never;
        }
        // Definitions that were put before there were kinds: versions never change, so they are read for ever.
        var isOldForm = trigger.Events.Count > 0 || trigger.Filter is not null;
        if (isOldForm && trigger.KindCase is Trigger.KindOneofCase.None)
            return new(scope.Match(trigger.Events, trigger.Filter, "trigger"));
        if (isOldForm)
            scope.Violations.Invalid("trigger", "has events or filter beside its kind; move them into event.");
        switch (trigger.KindCase)
        {
            case Trigger.KindOneofCase.Event:
                return new(scope.Match(trigger.Event.Events, trigger.Event.Filter, "trigger.event"));
            case Trigger.KindOneofCase.Segment:
                return SegmentStart.Compile(trigger.Segment, "trigger.segment", scope);
            case Trigger.KindOneofCase.Date:
                return DateStart.Compile(trigger.Date, "trigger.date", scope);
            case Trigger.KindOneofCase.Schedule:
                return ScheduleStart.Compile(trigger.Schedule, "trigger.schedule", scope);
            case Trigger.KindOneofCase.ApiCall:
                return new(scope.Only(TriggerNames.ApiCall, trigger.ApiCall.Filter, "trigger.api_call.filter"));
            case Trigger.KindOneofCase.None:
                scope.Violations.Required("trigger.event");
                return s_never;
            default:
                scope.Violations.Invalid("trigger", $"has no kind that this build knows; set one of {s_names}.");
                return s_never;
        }
    }

    /// <summary>How a history says what began a run; an event stands beside it in the entry.</summary>
    public static RunEntered Entered(string key, EventInput input)
    {
        var entered = new RunEntered { Key = key, EnrollmentId = input.EnrollmentId?.ToString() ?? "" };
        switch (input.Action)
        {
            case SegmentMoved moved:
                entered.SegmentMoved = moved;
                break;
            case DateReached reached:
                entered.DateReached = reached;
                break;
            case ApiCalled called:
                entered.ApiCalled = called;
                break;
            case ScheduleReached reached:
                entered.ScheduleReached = reached;
                break;
        }
        return entered;
    }
}
