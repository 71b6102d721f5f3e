using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Automation.ServiceDefaults.Json;

/// <summary>
/// Messages as canonical protobuf JSON. Writes also what the formatter refuses and earlier builds let in: a property without
/// a name is left out, a value without a kind is null.
/// </summary>
public static class CanonicalJson
{
    static readonly JsonFormatter s_formatter = new(JsonFormatter.Settings.Default);

    public static string Write(IMessage message)
    {
        try
        {
            return s_formatter.Format(message);
        }
        catch (InvalidOperationException)
        {
            // The caller's message stays as it is.
            var copy = message.Descriptor.Parser.ParseFrom(message.ToByteString());
            Mend(copy);
            return s_formatter.Format(copy);
        }
    }

    static void Mend(IMessage message)
    {
        if (message is Struct properties)
            properties.Fields.Remove("");
        else if (message is Value { KindCase: Value.KindOneofCase.None } value)
            value.NullValue = NullValue.NullValue;
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.FieldType is FieldType.Message)
                MendIn(field.Accessor.GetValue(message));
        }
    }

    static void MendIn(object? content)
    {
        if (content is IMessage message)
        {
            Mend(message);
        }
        else if ((content is IDictionary map ? map.Values : content) is IEnumerable several)
        {
            foreach (var one in several.OfType<IMessage>())
                Mend(one);
        }
    }
}
