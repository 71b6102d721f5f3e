using System.Collections.Frozen;
using Automation.Commerce.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Automation.Commerce;

/// <summary>What conditions and definitions call events of shoppers: the field names of the typed actions, and the names of custom events.</summary>
public static class ShopperEvents
{
    // Their subject is a product.
    static readonly FrozenSet<int> s_catalog = new[] { Event.ProductUpsertedFieldNumber, Event.ProductDeletedFieldNumber }.ToFrozenSet();

    static readonly FrozenDictionary<int, FieldDescriptor> s_actions = Event.Descriptor.Oneofs.Single(oneof => oneof.Name == "action").Fields
        .Where(field => !s_catalog.Contains(field.FieldNumber))
        .ToFrozenDictionary(field => field.FieldNumber);

    static readonly FrozenDictionary<string, FieldDescriptor> s_typed = s_actions.Values
        .Where(field => field.FieldNumber != Event.CustomFieldNumber)
        .ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>Typed events of shoppers.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. s_typed.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What the action of an event of this name is; null when no event of a shopper can have the name.</summary>
    public static MessageDescriptor? TypeOf(string name) =>
        s_typed.TryGetValue(name, out var field) ? field.MessageType : IsCustom(name) ? CustomEvent.Descriptor : null;

    /// <summary>Name and action of an event; false when this build does not know the action, or it is about a product.</summary>
    public static bool TryRead(Event @event, out string name, out IMessage action)
    {
        if (@event.ActionCase is Event.ActionOneofCase.Custom)
        {
            (name, action) = (@event.Custom.Name, @event.Custom);
            return true;
        }
        if (s_actions.TryGetValue((int)@event.ActionCase, out var field))
        {
            (name, action) = (field.Name, (IMessage)field.Accessor.GetValue(@event));
            return true;
        }
        (name, action) = ("", null!);
        return false;
    }

    /// <summary>The event's name; empty when this build does not know the action or it is about a product.</summary>
    public static string NameOf(Event @event) => TryRead(@event, out var name, out _) ? name : "";

    /// <summary>The message in the action of an event of a shopper.</summary>
    /// <exception cref="KeyNotFoundException">It has none, or it is about a product.</exception>
    public static IMessage ActionOf(Event @event) => (IMessage)s_actions[(int)@event.ActionCase].Accessor.GetValue(@event);

    /// <summary>Puts an action of the same kind into another event.</summary>
    public static void SetAction(Event target, Event.ActionOneofCase kind, IMessage action) =>
        s_actions[(int)kind].Accessor.SetValue(target, action);

    // As ingestion takes them: 1 to 100 of a-z, 0-9, _, beginning with a letter, not a typed action.
    static bool IsCustom(string name) =>
        name.Length is > 0 and <= 100
        && char.IsAsciiLetterLower(name[0])
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_')
        && Event.Descriptor.FindFieldByName(name) is null;
}
