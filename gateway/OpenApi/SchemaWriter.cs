using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace Automation.Gateway.OpenApi;

/// <summary>Writes messages and enums as schemas of the document, each once, as canonical protobuf JSON has them.</summary>
sealed class SchemaWriter(ContractComments comments)
{
    readonly SortedDictionary<string, (string FullName, JsonObject Schema)> _written = new(StringComparer.Ordinal);

    /// <summary>Everything that was referred to.</summary>
    public JsonObject Schemas => new(_written.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.Schema)));

    /// <summary>A reference to a message.</summary>
    /// <param name="type">The message.</param>
    /// <param name="without">Fields that the path gives.</param>
    public JsonObject Of(MessageDescriptor type, IReadOnlyCollection<FieldDescriptor>? without = null) =>
        type.File.Package == "google.protobuf"
            ? FieldSchema.OfWellKnown(type)
            : Refer(type, schema => WriteMessage(schema, type, without ?? []));

    /// <summary>Of a message some fields: those to change. A schema of its own, in which none is required.</summary>
    public JsonObject OfChange(MessageDescriptor type)
    {
        var schema = new JsonObject();
        WriteMessage(schema, type, []);
        schema.Remove("required");
        return schema;
    }

    /// <summary>The value of a field, with its comment.</summary>
    public JsonObject Of(FieldDescriptor field)
    {
        var schema = field.IsMap ? OfMap(field) : field.IsRepeated ? new JsonObject { ["type"] = "array", ["items"] = OfValue(field) } : OfValue(field);
        if (comments.Of(field.FullName) is { Length: > 0 } comment)
            schema["description"] = comment;
        if (comments.Of(field.FullName).StartsWith("Output only.", StringComparison.Ordinal))
            schema["readOnly"] = true;
        return schema;
    }

    JsonObject OfMap(FieldDescriptor field)
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = OfValue(field.MessageType.FindFieldByNumber(2)) };
        if (field.MessageType.FindFieldByNumber(1).FieldType is not FieldType.String)
            schema["propertyNames"] = new JsonObject { ["pattern"] = "^-?[0-9]+$" };
        return schema;
    }

    JsonObject OfValue(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => Of(field.MessageType),
        FieldType.Enum => Refer(field.EnumType, schema => WriteEnum(schema, field.EnumType)),
        var scalar => FieldSchema.OfScalar(scalar),
    };

    JsonObject Refer(DescriptorBase type, Action<JsonObject> write)
    {
        var name = PrefixOf(type.File.Package) + type.FullName[(type.File.Package.Length + 1)..];
        if (!_written.TryGetValue(name, out var written))
        {
            // Before its content, which may lead back to it.
            var schema = new JsonObject();
            _written[name] = (type.FullName, schema);
            write(schema);
        }
        else if (written.FullName != type.FullName)
        {
            throw new FormatException($"{written.FullName} and {type.FullName} would both be schema {name} of the OpenAPI document; rename one of them.");
        }
        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    // Workflows have conditions of their own, which had the plain names first.
    static string PrefixOf(string package) => package == "automation.conditions.v1" ? "Conditions" : "";

    void WriteMessage(JsonObject schema, MessageDescriptor type, IReadOnlyCollection<FieldDescriptor> without)
    {
        var fields = type.Fields.InDeclarationOrder().Where(field => !without.Contains(field)).ToList();
        schema["type"] = "object";
        schema["description"] = comments.Of(type.FullName);
        if (fields.Where(IsRequired).Select(field => (JsonNode)field.JsonName).ToArray() is { Length: > 0 } required)
            schema["required"] = new JsonArray(required);
        schema["properties"] = new JsonObject(fields.Select(field => KeyValuePair.Create(field.JsonName, (JsonNode?)Of(field))));
        Oneofs.Write(schema, type, comments);
    }

    void WriteEnum(JsonObject schema, EnumDescriptor type)
    {
        schema["type"] = "string";
        schema["description"] = string.Join('\n', type.Values
            .Select(value => (value.Name, Comment: comments.Of(value.FullName)))
            .Where(value => value.Comment.Length > 0)
            .Select(value => $"- `{value.Name}`: {value.Comment}")
            .Prepend($"{comments.Of(type.FullName)}\n"));
        schema["enum"] = new JsonArray([.. type.Values.Select(value => (JsonNode)value.Name)]);
    }

    // A number or a truth value that is 0 or false is left out of canonical JSON whatever the contract requires.
    bool IsRequired(FieldDescriptor field) =>
        field.ContainingOneof is null
        && field.FieldType is FieldType.String or FieldType.Bytes or FieldType.Message or FieldType.Enum
        && comments.Of(field.FullName) is var comment
        && (comment.StartsWith("Required.", StringComparison.Ordinal) || comment.StartsWith("Required:", StringComparison.Ordinal));
}
