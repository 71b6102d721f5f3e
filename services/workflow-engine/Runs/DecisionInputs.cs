using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Json;
using Automation.WorkflowEngine.Definitions;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Runs;

/// <summary>What a decision looked at, cut down to the fields that its workflow reads: enough to explain it and to make it again.</summary>
static class DecisionInputs
{
    public static Event OfEvent(CompiledWorkflow workflow, string name, Event @event, IMessage action)
    {
        var kept = action.Descriptor.Parser.ParseFrom(ByteString.Empty);
        if (action is MessageSettled)
            kept = action;
        else if (workflow.Reads.EventFields.TryGetValue(name, out var fields))
            Copy(action, kept, fields);
        if (kept is CustomEvent custom)
            custom.Name = name;
        var inputs = new Event { EventId = @event.EventId, OccurTime = @event.OccurTime, History = @event.History };
        EventNames.SetAction(inputs, @event.ActionCase, kept);
        return inputs;
    }

    public static Struct OfProfile(CompiledWorkflow workflow, ShopperRun run, Profile? profile)
    {
        var kept = new Profile { Position = profile?.Position };
        if (profile is not null)
            Copy(profile, kept, workflow.Reads.ProfileFields);
        var cart = workflow.IsAboutCart ? CompiledWorkflow.CartOf(profile, run.Key) : null;
        workflow.Content.Keep(new(run.Key, run.Subject, run.EnterTime, profile, cart), kept);
        return Struct.Parser.ParseJson(CanonicalJson.Write(kept));
    }

    static void Copy(IMessage from, IMessage to, IEnumerable<string> fields)
    {
        foreach (var name in fields)
        {
            if (from.Descriptor.FindFieldByName(name) is not { } field)
                continue;
            var value = field.Accessor.GetValue(from);
            if (!field.IsRepeated)
                field.Accessor.SetValue(to, value);
            else
                foreach (var element in (System.Collections.IList)value)
                    ((System.Collections.IList)field.Accessor.GetValue(to)).Add(element);
        }
    }
}
