using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>Values without a schema: traits and the properties of custom events.</summary>
static class DynamicValues
{
    /// <summary>What stands at the end of the names; null when it is not there.</summary>
    public static Value? Find(Struct root, string[] names)
    {
        var fields = root;
        for (var index = 0; ; index++)
        {
            if (!fields.Fields.TryGetValue(names[index], out var value))
                return null;
            if (index == names.Length - 1)
                return value;
            if (value.KindCase is not Value.KindOneofCase.StructValue)
                return null;
            fields = value.StructValue;
        }
    }

    /// <summary>The text there; empty when there is none.</summary>
    public static string Text(Struct? root, string[] names) =>
        root is not null && Find(root, names) is { KindCase: Value.KindOneofCase.StringValue } value ? value.StringValue : "";
}
