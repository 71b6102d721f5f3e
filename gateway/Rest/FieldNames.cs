using System.Collections.Concurrent;
using System.Collections.Frozen;
using Google.Protobuf.Reflection;

namespace Automation.Gateway.Rest;

/// <summary>Fields by either of their names: <c>page_size</c> and <c>pageSize</c>, as canonical JSON takes both.</summary>
static class FieldNames
{
    // Bounded by the messages of the contracts.
    static readonly ConcurrentDictionary<MessageDescriptor, FrozenDictionary<string, FieldDescriptor>> s_known = new();

    public static FieldDescriptor? FindField(this MessageDescriptor message, string name) =>
        s_known.GetOrAdd(message, Read).GetValueOrDefault(name);

    static FrozenDictionary<string, FieldDescriptor> Read(MessageDescriptor message) =>
        message.Fields.InDeclarationOrder()
            .SelectMany(field => new[] { field.Name, field.JsonName }.Distinct().Select(name => (name, field)))
            .ToFrozenDictionary(pair => pair.name, pair => pair.field, StringComparer.Ordinal);
}
