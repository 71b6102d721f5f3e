using System.Collections.Concurrent;
using Google.Protobuf.Reflection;

namespace Automation.ServiceDefaults.Admission;

/// <summary>Which fields of a message become objects, as a table by field number: a walk over bytes looks it up for each field.</summary>
sealed class MessageShape
{
    static readonly ConcurrentDictionary<MessageDescriptor, MessageShape> s_known = new();

    readonly FieldCost[] _costs;
    readonly MessageDescriptor?[] _messages;

    // Found when they are first met: messages hold each other in circles.
    readonly MessageShape?[] _shapes;

    MessageShape(MessageDescriptor type)
    {
        var fields = type.Fields.InFieldNumberOrder();
        var count = fields.Count == 0 ? 0 : fields[^1].FieldNumber + 1;
        (_costs, _messages, _shapes) = (new FieldCost[count], new MessageDescriptor?[count], new MessageShape?[count]);
        foreach (var field in fields)
        {
            var isMessage = field.FieldType is FieldType.Message;
            _costs[field.FieldNumber] = isMessage || field is { IsRepeated: true, FieldType: FieldType.String or FieldType.Bytes } ? FieldCost.Object : FieldCost.Value;
            _messages[field.FieldNumber] = isMessage ? field.MessageType : null;
        }
    }

    public static MessageShape Of(MessageDescriptor type) => s_known.GetOrAdd(type, static one => new MessageShape(one));

    /// <summary>What a field costs; one that the contract does not have is kept as an object.</summary>
    public FieldCost CostOf(uint field) => field < _costs.Length && _costs[field] is not FieldCost.Unknown ? _costs[field] : FieldCost.Object;

    /// <summary>What a field holds; null: no message.</summary>
    public MessageShape? MessageOf(uint field) =>
        field < _messages.Length && _messages[field] is { } type ? _shapes[field] ??= Of(type) : null;
}

enum FieldCost : byte
{
    Unknown,

    /// <summary>A place in its message.</summary>
    Value,

    /// <summary>An object of its own.</summary>
    Object,
}
