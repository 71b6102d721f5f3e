using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace Automation.Gateway.OpenApi;

/// <summary>The JSON Schema of values that have the same form wherever they stand: scalars and the messages of google.protobuf.</summary>
static class FieldSchema
{
    public static JsonObject OfScalar(FieldType type) => type switch
    {
        FieldType.Bool => new() { ["type"] = "boolean" },
        FieldType.String => new() { ["type"] = "string" },
        FieldType.Bytes => new() { ["type"] = "string", ["contentEncoding"] = "base64" },
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => new() { ["type"] = "integer", ["format"] = "int32" },
        FieldType.UInt32 or FieldType.Fixed32 => new() { ["type"] = "integer", ["minimum"] = 0 },
        // JSON numbers lose digits beyond 2^53.
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 =>
            new() { ["type"] = "string", ["format"] = "int64", ["pattern"] = "^-?[0-9]+$" },
        FieldType.UInt64 or FieldType.Fixed64 => new() { ["type"] = "string", ["format"] = "uint64", ["pattern"] = "^[0-9]+$" },
        FieldType.Float or FieldType.Double => new() { ["type"] = "number", ["format"] = type == FieldType.Float ? "float" : "double" },
        _ => throw new FormatException($"REST has no form for fields of type {type}; use another type in the contract."),
    };

    /// <summary>The form that canonical JSON gives a message of google.protobuf.</summary>
    public static JsonObject OfWellKnown(MessageDescriptor type) => type.Name switch
    {
        "Timestamp" => new() { ["type"] = "string", ["format"] = "date-time" },
        "Duration" => new() { ["type"] = "string", ["pattern"] = @"^-?[0-9]+(\.[0-9]{1,9})?s$" },
        "FieldMask" => new() { ["type"] = "string" },
        "Struct" => new() { ["type"] = "object", ["additionalProperties"] = true },
        "ListValue" => new() { ["type"] = "array", ["items"] = new JsonObject() },
        "Value" => new(),
        "Empty" => new() { ["type"] = "object" },
        _ => throw new FormatException($"The OpenAPI document has no form for {type.FullName}; add it to {nameof(FieldSchema)}."),
    };
}
