using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>Traits or properties with what they are to be.</summary>
/// <param name="readsProfile">Whether one of them is a path into the profile.</param>
sealed class NamedValues(IReadOnlyList<(string Name, Value? Constant, ValuePath? Path)> values, bool readsProfile)
{
    const int MaxValues = 20;
    const int MaxName = 100;
    const int MaxBytes = 1_024;

    public bool ReadsProfile => readsProfile;

    public static NamedValues Compile(IReadOnlyList<NamedValue> named, string path, DefinitionScope scope)
    {
        if (named.Count > MaxValues)
            scope.Violations.TooLong(path, $"has {named.Count} values; use at most {MaxValues}.");
        var values = new List<(string Name, Value? Constant, ValuePath? Path)>();
        foreach (var (index, value) in named.Take(MaxValues).Index())
        {
            var at = $"{path}[{index}]";
            CheckName(value.Name, $"{at}.name", scope);
            if (value.Name.Length > 0 && values.Exists(earlier => earlier.Name == value.Name))
                scope.Violations.Invalid($"{at}.name", $"'{value.Name}' is given a value above; name it once.");
            switch (value.ValueCase)
            {
                case NamedValue.ValueOneofCase.Constant:
                    CheckConstant(value.Constant, $"{at}.constant", scope);
                    values.Add((value.Name, value.Constant, null));
                    break;
                case NamedValue.ValueOneofCase.Path:
                    values.Add((value.Name, null, ValuePath.Compile(value.Path, $"{at}.path", scope)));
                    break;
                default:
                    scope.Violations.Invalid(at, "has no value; set constant or path.");
                    break;
            }
        }
        return new NamedValues(values, values.Exists(value => value.Path is { ReadsProfile: true }));
    }

    /// <summary>What they are now; what is not there is left out.</summary>
    public Struct Read(TransitionDraft draft)
    {
        if (readsProfile)
            draft.ReadProfile();
        var scope = draft.Workflow.Scope(null, draft.Input.Reading?.Profile, draft.Run.Key, draft.Input.Now);
        var read = new Struct();
        foreach (var (name, constant, path) in values)
        {
            if ((constant ?? path?.Read(scope)) is { } value)
                read.Fields[name] = value;
        }
        return read;
    }

    static void CheckName(string name, string path, DefinitionScope scope)
    {
        if (name.Length == 0)
            scope.Violations.Required(path);
        else if (name.Length > MaxName)
            scope.Violations.TooLong(path, $"has {name.Length} characters; use at most {MaxName}.");
        else if (name.Any(char.IsControl))
            scope.Violations.Invalid(path, "has control characters; remove them.");
    }

    // What ingestion would refuse of every run is refused here.
    static void CheckConstant(Value constant, string path, DefinitionScope scope)
    {
        if (constant.CalculateSize() is > MaxBytes and var size)
            scope.Violations.TooLong(path, $"has {size} bytes; use at most {MaxBytes}.");
        if (!IsWhole(constant))
            scope.Violations.Invalid(path, "must be null, a flag, a finite number, text without U+0000, or a list or an object of these.");
    }

    static bool IsWhole(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.None => false,
        Value.KindOneofCase.NumberValue => double.IsFinite(value.NumberValue),
        Value.KindOneofCase.StringValue => !value.StringValue.Contains('\0'),
        Value.KindOneofCase.ListValue => value.ListValue.Values.All(IsWhole),
        Value.KindOneofCase.StructValue => value.StructValue.Fields.All(
            field => field.Key.Length > 0 && !field.Key.Contains('\0') && IsWhole(field.Value)),
        _ => true,
    };
}
