using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Automation.Gateway.Rest;

/// <summary>
/// Members that are null are absent in protobuf JSON. Serializers write them for everything that has no value, also beside
/// another member of the same oneof, which the parser takes for two values.
/// </summary>
static class NullMembers
{
    static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same message without them; null when there are none.</summary>
    public static string? Without(JsonElement json, MessageDescriptor type)
    {
        if (json.ValueKind is not JsonValueKind.Object)
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, s_options);
        var copy = new Copy(writer);
        copy.Message(json, type);
        writer.Flush();
        return copy.HasLeftOut ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;
    }

    sealed class Copy(Utf8JsonWriter writer)
    {
        public bool HasLeftOut { get; private set; }

        public void Message(JsonElement json, MessageDescriptor type)
        {
            if (json.ValueKind is not JsonValueKind.Object || type.File.Package == "google.protobuf")
            {
                json.WriteTo(writer);
                return;
            }
            writer.WriteStartObject();
            foreach (var member in json.EnumerateObject())
            {
                var field = type.FindField(member.Name);
                if (member.Value.ValueKind is JsonValueKind.Null && field is not null && !CanBeNull(field))
                {
                    HasLeftOut = true;
                    continue;
                }
                writer.WritePropertyName(member.Name);
                Field(member.Value, field);
            }
            writer.WriteEndObject();
        }

        void Field(JsonElement json, FieldDescriptor? field)
        {
            if (field is { FieldType: FieldType.Message, IsMap: true } && json.ValueKind is JsonValueKind.Object)
            {
                writer.WriteStartObject();
                foreach (var entry in json.EnumerateObject())
                {
                    writer.WritePropertyName(entry.Name);
                    Field(entry.Value, field.MessageType.FindFieldByNumber(2));
                }
                writer.WriteEndObject();
            }
            else if (field is { FieldType: FieldType.Message, IsRepeated: true } && json.ValueKind is JsonValueKind.Array)
            {
                writer.WriteStartArray();
                foreach (var item in json.EnumerateArray())
                    Message(item, field.MessageType);
                writer.WriteEndArray();
            }
            else if (field is { FieldType: FieldType.Message })
            {
                Message(json, field.MessageType);
            }
            else
            {
                json.WriteTo(writer);
            }
        }

        // For these null is a value like others.
        static bool CanBeNull(FieldDescriptor field) =>
            field is { FieldType: FieldType.Message, IsMap: false, MessageType.FullName: "google.protobuf.Value" }
                or { FieldType: FieldType.Enum, EnumType.FullName: "google.protobuf.NullValue" };
    }
}
