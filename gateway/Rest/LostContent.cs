using System.Runtime.InteropServices;
using System.Text.Json;
using Automation.Validation;
using Google.Protobuf.Reflection;

namespace Automation.Gateway.Rest;

/// <summary>
/// Finds in JSON what would not arrive as it was sent: whole numbers whose digits a double does not hold, and halves of
/// surrogate pairs. Runs only for a body that has some.
/// </summary>
static class LostContent
{
    /// <summary>The first of it; null when there is none.</summary>
    /// <param name="json">An object, nested no deeper than a body may be.</param>
    /// <param name="type">Its message; null within free properties.</param>
    /// <param name="path">Its path in the request; empty for the whole.</param>
    public static Violation? Find(JsonElement json, MessageDescriptor? type, string path) => json.ValueKind switch
    {
        JsonValueKind.Object => InObject(json, type, path),
        JsonValueKind.Array => InArray(json, type, path),
        JsonValueKind.Number when !WholeNumber.Survives(JsonMarshal.GetRawUtf8Value(json)) =>
            Violation.Invalid(path, "has more digits than a JSON number keeps; send it as text, in quotes."),
        JsonValueKind.String when !HasWholeCharacters(json.GetString) => Violation.Invalid(path, $"has {Half}"),
        _ => null,
    };

    const string Half = "half a surrogate pair; send whole characters, and cut texts only between them.";

    static Violation? InObject(JsonElement json, MessageDescriptor? type, string path)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (!HasWholeCharacters(() => property.Name))
                return Violation.Invalid(path, $"has a name with {Half}");
            var field = type?.FindField(property.Name);
            var inner = field is { FieldType: FieldType.Message, IsMap: false } ? field.MessageType : null;
            var name = field?.Name ?? property.Name;
            if (Find(property.Value, inner, path.Length == 0 ? name : $"{path}.{name}") is { } found)
                return found;
        }
        return null;
    }

    static Violation? InArray(JsonElement json, MessageDescriptor? type, string path)
    {
        var index = 0;
        foreach (var item in json.EnumerateArray())
        {
            if (Find(item, type, $"{path}[{index}]") is { } found)
                return found;
            index++;
        }
        return null;
    }

    static bool HasWholeCharacters(Func<string?> read)
    {
        try
        {
            read();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
