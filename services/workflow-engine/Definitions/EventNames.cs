using Automation.Commerce;
using Automation.Commerce.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>What definitions call events: as conditions do.</summary>
static class EventNames
{
    public const string MessageSettled = "message_settled";
    public const string OrderCompleted = "order_completed";
    public const string ShopperIdentified = "shopper_identified";

    /// <summary>Typed events of shoppers.</summary>
    public static IEnumerable<string> Typed => ShopperEvents.Names;

    /// <summary>The event's name; empty when this build does not know the action or it is about a product.</summary>
    public static string Of(Event @event) => ShopperEvents.NameOf(@event);

    /// <summary>The message in the event's action.</summary>
    public static IMessage ActionOf(Event @event) => ShopperEvents.ActionOf(@event);

    /// <summary>Puts an action of the same kind into another event.</summary>
    public static void SetAction(Event target, Event.ActionOneofCase kind, IMessage action) => ShopperEvents.SetAction(target, kind, action);

    /// <summary>What the action of an event of this name is; null when no event can have the name.</summary>
    public static MessageDescriptor? ActionTypeOf(string name) => ShopperEvents.TypeOf(name) ?? TriggerNames.ActionTypeOf(name);
}
