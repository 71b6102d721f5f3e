using System.Collections.Frozen;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Definitions;

sealed partial class DefinitionCompiler
{
    static readonly EventRule s_never = new(FrozenDictionary<string, Func<ConditionScope, bool>?>.Empty, readsProfile: false);
    static readonly TimeSpan s_usualMaxAge = TimeSpan.FromDays(1);
    static readonly TimeSpan s_longestMaxAge = TimeSpan.FromDays(365);

    /// <summary>What begins a run.</summary>
    EventRule TriggerOf(Trigger? trigger)
    {
        if (trigger is null)
        {
            Violations.Required("trigger");
            return s_never;
        }
        // Definitions that were put before there were kinds: versions never change, so they are read for ever.
        var isOldForm = trigger.Events.Count > 0 || trigger.Filter is not null;
        switch (trigger.KindCase)
        {
            case Trigger.KindOneofCase.None when isOldForm:
                return _scope.Match(trigger.Events, trigger.Filter, "trigger");
            case Trigger.KindOneofCase.Event:
                if (isOldForm)
                    Violations.Invalid("trigger", "has events or filter beside its kind; move them into event.");
                return _scope.Match(trigger.Event.Events, trigger.Event.Filter, "trigger.event");
            default:
                Violations.Required("trigger.event");
                return s_never;
        }
    }

    TimeSpan MaxAge(Duration? maxAge) => maxAge is null ? s_usualMaxAge : _scope.Checks.Span(maxAge, "trigger.max_age", s_longestMaxAge);
}
