using System.Text;
using Automation.Commerce.V1;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Operands;
using Automation.Conditions.V1;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions.Compiling;

/// <summary>Paths against the contracts that roots and variables are described by.</summary>
sealed partial class Compilation
{
    List<(string Name, OperandType Type, string Origin)> _variables = [];

    /// <summary>Null where something is wrong.</summary>
    public Reading? Path(FieldPath? path, Place place)
    {
        if (path is null || path.Names.Count == 0)
            return Refuse<Reading>(place, path, ConditionReason.Incomplete, "the path is missing; name a root and its fields, such as profile.email.");
        if (path.Names.Count > ConditionLimits.PathLength)
            return Refuse<Reading>(place, path, ConditionReason.TooLong, $"a path has at most {ConditionLimits.PathLength} names, this one has {path.Names.Count}; end it earlier.");
        if (path.Names.FirstOrDefault(name => name.Length is 0 or > ConditionLimits.NameLength) is { } wrong)
            return Refuse<Reading>(place, path, ConditionReason.TooLong, $"a name in a path has 1 to {ConditionLimits.NameLength} characters, this one has {wrong.Length}.");
        var (reading, origin) = Beginning(path, place);
        if (reading is null)
            return null;
        var walked = new StringBuilder(origin);
        for (var next = 1; next < path.Names.Count; next++)
        {
            if (Step(reading, path, next, place) is not { } step)
                return null;
            reading = step;
            walked.Append('.').Append(path.Names[next]);
            if (roots.RemedyFor(walked.ToString()) is { } remedy)
                return Refuse<Reading>(place, path, ConditionReason.Unsupported, remedy);
        }
        if (Filtering is null)
            Dependencies.AddPath(walked.ToString());
        return reading;
    }

    /// <summary>A path to a list, and how its elements are read.</summary>
    public (Reading List, ListAccess Access, OperandType Element)? ListAt(FieldPath? path, Place place)
    {
        if (Path(path, place) is not { } reading)
            return null;
        switch (reading.Type.Kind)
        {
            case TypeKind.List:
                return (reading, ListAccess.Of(reading.Type.Field!), TypeOf(reading.Type.Field!));
            case TypeKind.Dynamic:
                return (reading, ListAccess.Dynamic, OperandType.Dynamic);
            default:
                Refuse(place, path, ConditionReason.Type, $"'{string.Join('.', path!.Names)}' is {reading.Type}, not a list; compare it itself.");
                return null;
        }
    }

    /// <summary>Compiles with one variable more.</summary>
    /// <param name="origin">Where its elements come from, such as <c>cart.lines</c>.</param>
    /// <returns>Null where something is wrong.</returns>
    public (int Slot, T Inner)? WithVariable<T>(
        string name, OperandType type, string origin, Place place, Google.Protobuf.IMessage part, Func<T?> compile) where T : class
    {
        var slot = _variables.Count;
        if (name.Length is 0 or > 50 || char.IsAsciiDigit(name[0]) || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
            || name is "in" or "true" or "false" or "null")
        {
            Refuse(place, part, ConditionReason.UnknownName, "the element needs a name of 1 to 50 letters, digits and _, beginning with a letter, such as 'line'.");
        }
        else if (roots.SlotOf(name) >= 0 || _variables.Exists(variable => variable.Name == name))
        {
            Refuse(place, part, ConditionReason.UnknownName, $"'{name}' is the name of something else here; call the element otherwise.");
        }
        else if (slot == ConditionLimits.Variables)
        {
            Refuse(place, part, ConditionReason.TooDeep, $"exists and all nest at most {ConditionLimits.Variables} deep; write it flatter.");
        }
        else
        {
            _variables.Add((name, type, origin));
            var inner = compile();
            _variables.RemoveAt(slot);
            return inner is null ? null : (slot, inner);
        }
        return null;
    }

    /// <summary>The name of a path's beginning as dependencies call it.</summary>
    public string OriginOf(FieldPath path)
    {
        var variable = _variables.Find(variable => variable.Name == path.Names[0]);
        return string.Join('.', path.Names.Skip(1).Prepend(variable.Origin ?? path.Names[0]));
    }

    public static OperandType TypeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => OperandType.Text,
        FieldType.Bool => OperandType.Flag,
        FieldType.Enum => new OperandType(TypeKind.Enum, Enum: field.EnumType),
        FieldType.Double or FieldType.Float => OperandType.Real,
        FieldType.Message when field.MessageType == Money.Descriptor => OperandType.Money,
        FieldType.Message when field.MessageType == Timestamp.Descriptor => OperandType.Time,
        FieldType.Message when field.MessageType == Value.Descriptor => OperandType.Dynamic,
        FieldType.Message => new OperandType(TypeKind.Message, field.MessageType),
        FieldType.Bytes or FieldType.UInt64 or FieldType.Fixed64 or FieldType.Group => new OperandType(TypeKind.Map),
        _ => OperandType.Whole,
    };

    (Reading? Reading, string Origin) Beginning(FieldPath path, Place place)
    {
        var name = path.Names[0];
        var variable = _variables.FindIndex(variable => variable.Name == name);
        if (variable >= 0)
            return (new VariableReading(_variables[variable].Type, variable), _variables[variable].Origin);
        if (Filtering is { } filtering)
            return (Refuse<Reading>(place, path, ConditionReason.History, filtering), "");
        if (roots.SlotOf(name) is >= 0 and var slot)
            return (new RootReading(new OperandType(TypeKind.Message, roots.TypeOf(slot)), slot), name);
        var known = string.Join(", ", roots.Names.Concat(_variables.Select(other => other.Name)));
        return (Refuse<Reading>(place, path, ConditionReason.UnknownName,
            $"'{name}' cannot be read here; {(known.Length == 0 ? "nothing can" : $"begin with {known}")}. Text stands in double quotes."), "");
    }

    Reading? Step(Reading owner, FieldPath path, int next, Place place)
    {
        var (name, type) = (path.Names[next], owner.Type);
        var before = string.Join('.', path.Names.Take(next));
        switch (type.Kind)
        {
            case TypeKind.Message when type.Message == Struct.Descriptor:
            case TypeKind.Dynamic:
                return new DynamicReading(owner, name);
            case TypeKind.Message when type.Message!.FindFieldByName(name) is { } field:
                return new FieldReading(
                    field.IsMap ? new OperandType(TypeKind.Map, Field: field) : field.IsRepeated ? new OperandType(TypeKind.List, Field: field) : TypeOf(field),
                    owner, FieldAccess.Of(field));
            case TypeKind.Message:
                return Refuse<Reading>(place, path, ConditionReason.UnknownName, $"{type.Message!.Name} has no field '{name}'; it has {FieldsOf(type.Message)}.");
            case TypeKind.Money when name == "currency_code":
                return new CurrencyReading(owner);
            case TypeKind.Money:
                return Refuse<Reading>(place, path, ConditionReason.UnknownName, $"'{before}' is compared as a whole, with money(\"49.90 EUR\"); only its currency_code can be read alone.");
            case TypeKind.List:
                return Refuse<Reading>(place, path, ConditionReason.Type, $"'{before}' is a list; write {before}.exists(x, …) or .all(x, …) and go on from x.");
            case TypeKind.Map when type.Field?.MessageType.FindFieldByNumber(1) is { FieldType: FieldType.String }:
                return MapStep(owner, name, type.Field);
            default:
                return Refuse<Reading>(place, path, ConditionReason.UnknownName, $"'{before}' is {type}, which has no fields; end the path there.");
        }
    }

    static Reading MapStep(Reading map, string key, FieldDescriptor field)
    {
        var clrType = field.ContainingType.ClrType.GetProperty(field.PropertyName)!.PropertyType.GetGenericArguments()[1];
        return (Reading)Activator.CreateInstance(
            typeof(MapReading<>).MakeGenericType(clrType), TypeOf(field.MessageType.FindFieldByNumber(2)), map, key)!;
    }

    static string FieldsOf(MessageDescriptor type) => string.Join(", ", type.Fields.InDeclarationOrder().Select(field => field.Name));
}
