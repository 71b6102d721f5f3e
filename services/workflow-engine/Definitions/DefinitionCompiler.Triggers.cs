using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Definitions;

sealed partial class DefinitionCompiler
{
    static readonly EventRule s_never = new(System.Collections.Frozen.FrozenDictionary<string, Func<ConditionScope, bool>?>.Empty, readsProfile: false);

    /// <summary>What begins a run.</summary>
    EventRule TriggerOf(Trigger? trigger, bool hasCart)
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
                return Match(trigger.Events, trigger.Filter, "trigger", hasCart);
            case Trigger.KindOneofCase.Event:
                if (isOldForm)
                    Violations.Invalid("trigger", "has events or filter beside its kind; move them into event.");
                return Match(trigger.Event.Events, trigger.Event.Filter, "trigger.event", hasCart);
            default:
                Violations.Required("trigger.event");
                return s_never;
        }
    }
}
