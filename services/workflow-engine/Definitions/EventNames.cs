using System.Collections.Frozen;
using Automation.Commerce.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>What definitions call events: the field names of the typed actions, and the names of custom events.</summary>
static class EventNames
{
    public const string MessageSettled = "message_settled";
    public const string OrderCompleted = "order_completed";
    public const string ShopperIdentified = "shopper_identified";

    // Their subject is a product; no shopper goes anywhere because of them.
    static readonly FrozenSet<string> s_catalog = new[] { "product_upserted", "product_deleted" }.ToFrozenSet();

    static readonly FrozenDictionary<int, FieldDescriptor> s_actions =
        Event.Descriptor.Oneofs.Single(oneof => oneof.Name == "action").Fields.ToFrozenDictionary(field => field.FieldNumber);

    static readonly FrozenDictionary<string, FieldDescriptor> s_typed = s_actions.Values
        .Where(field => field.FieldNumber != Event.CustomFieldNumber && !s_catalog.Contains(field.Name))
        .ToFrozenDictionary(field => field.Name);

    /// <summary>Typed events of shoppers.</summary>
    public static IEnumerable<string> Typed => s_typed.Keys.Order(StringComparer.Ordinal);

    /// <summary>The event's name; empty when this build does not know the action or it is about a product.</summary>
    public static string Of(Event @event) => @event.ActionCase switch
    {
        Event.ActionOneofCase.None => "",
        Event.ActionOneofCase.Custom => @event.Custom.Name,
        var action => s_actions[(int)action] is { } field && !s_catalog.Contains(field.Name) ? field.Name : "",
    };

    /// <summary>The message in the event's action.</summary>
    public static IMessage ActionOf(Event @event) => (IMessage)s_actions[(int)@event.ActionCase].Accessor.GetValue(@event);

    /// <summary>Puts an action of the same kind into another event.</summary>
    public static void SetAction(Event target, Event.ActionOneofCase kind, IMessage action) =>
        s_actions[(int)kind].Accessor.SetValue(target, action);

    /// <summary>What the action of an event of this name is; null when no event can have the name.</summary>
    public static MessageDescriptor? ActionTypeOf(string name) =>
        s_typed.TryGetValue(name, out var field) ? field.MessageType : IsCustom(name) ? CustomEvent.Descriptor : TriggerNames.ActionTypeOf(name);

    // As ingestion takes them: 1 to 100 of a-z, 0-9, _, beginning with a letter, not a typed action.
    static bool IsCustom(string name) =>
        name.Length is > 0 and <= 100
        && char.IsAsciiLetterLower(name[0])
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_')
        && name != "custom"
        && !s_catalog.Contains(name);
}
