using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace Automation.Gateway.OpenApi;

/// <summary>Says of a message's schema which of its properties exclude each other.</summary>
static class Oneofs
{
    public static void Write(JsonObject schema, MessageDescriptor type, ContractComments comments)
    {
        var oneofs = type.Oneofs.Where(oneof => !oneof.IsSynthetic).ToList();
        foreach (var oneof in oneofs)
        {
            var names = string.Join(", ", oneof.Fields.Select(field => $"`{field.JsonName}`"));
            schema["description"] = $"{schema["description"]}\n\n`{oneof.Name}`: at most one of {names}. {comments.Of(oneof.FullName)}".Trim();
        }
        if (oneofs.Count == 1)
            schema["oneOf"] = Alternatives(oneofs[0]);
        else if (oneofs.Count > 1)
            schema["allOf"] = new JsonArray([.. oneofs.Select(oneof => (JsonNode)new JsonObject { ["oneOf"] = Alternatives(oneof) })]);
    }

    // The last one is none of them, for answers may have a kind that this document does not know yet.
    static JsonArray Alternatives(OneofDescriptor oneof) => new(
    [
        .. oneof.Fields.Select(field => (JsonNode)Has(field, field.JsonName)),
        new JsonObject
        {
            ["title"] = "none of these",
            ["not"] = new JsonObject { ["anyOf"] = new JsonArray([.. oneof.Fields.Select(field => (JsonNode)Has(field, null))]) },
        },
    ]);

    static JsonObject Has(FieldDescriptor field, string? title)
    {
        var schema = new JsonObject { ["required"] = new JsonArray(field.JsonName) };
        if (title is not null)
            schema["title"] = title;
        return schema;
    }
}
