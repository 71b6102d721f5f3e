using System.Globalization;
using System.Text.Json;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Automation.Gateway.Rest;

/// <summary>Field values as paths and query strings write them: the canonical JSON form without its quotes.</summary>
static class FieldText
{
    // These messages are strings in JSON.
    static readonly HashSet<string> s_textMessages =
        ["google.protobuf.Timestamp", "google.protobuf.Duration", "google.protobuf.FieldMask"];

    public static bool CanRead(FieldDescriptor field) =>
        !field.IsMap && (field.FieldType is not (FieldType.Message or FieldType.Group) || s_textMessages.Contains(field.MessageType.FullName));

    /// <summary>The value that the field's accessor takes.</summary>
    /// <exception cref="Fault">FIELD_INVALID.</exception>
    public static object Read(FieldDescriptor field, string text, string path) => field.FieldType switch
    {
        FieldType.String => text,
        FieldType.Bool => text switch
        {
            "true" => true,
            "false" => false,
            _ => throw Refuse(path, text, "true or false"),
        },
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number : throw Refuse(path, text, "a whole number of 32 bits"),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number : throw Refuse(path, text, "a whole number of 64 bits"),
        FieldType.UInt32 or FieldType.Fixed32 =>
            uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number : throw Refuse(path, text, "a whole number of 32 bits, not negative"),
        FieldType.UInt64 or FieldType.Fixed64 =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number : throw Refuse(path, text, "a whole number of 64 bits, not negative"),
        FieldType.Float => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number : throw Refuse(path, text, "a number"),
        FieldType.Double => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number : throw Refuse(path, text, "a number"),
        FieldType.Enum => ReadEnum(field.EnumType, text, path),
        FieldType.Bytes => ReadBytes(text, path),
        _ => ReadMessage(field.MessageType, text, path),
    };

    static object ReadEnum(EnumDescriptor type, string text, string path)
    {
        if (type.FindValueByName(text) is { } value)
            return Enum.ToObject(type.ClrType, value.Number);
        throw Refuse(path, text, $"one of {string.Join(", ", type.Values.Select(known => known.Name))}");
    }

    // Both alphabets of base64, with or without padding, as canonical JSON accepts them.
    static ByteString ReadBytes(string text, string path)
    {
        var standard = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        try
        {
            return ByteString.FromBase64(standard.PadRight((standard.Length + 3) / 4 * 4, '='));
        }
        catch (FormatException)
        {
            throw Refuse(path, text, "base64");
        }
    }

    static IMessage ReadMessage(MessageDescriptor type, string text, string path)
    {
        try
        {
            return JsonParser.Default.Parse(JsonSerializer.Serialize(text), type);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            var form = type.Name switch
            {
                "Timestamp" => "an instant such as 2026-01-31T09:30:00Z",
                "Duration" => "a duration such as 90s",
                _ => "field names separated by commas",
            };
            throw Refuse(path, text, form);
        }
    }

    static Fault Refuse(string path, string text, string wanted) =>
        Fault.Invalid(path, $"must be {wanted}, but is '{(text.Length <= 100 ? text : text[..100] + "…")}'.");
}
