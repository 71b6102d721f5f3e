using Automation.Commerce.V1;
using Automation.Conditions;
using Automation.Validation;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Language = Automation.Conditions.V1;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>
/// A comparison as it was said before there was one condition language, in the language. Versions never change, so what was
/// put then is read for ever, and means what it meant.
/// </summary>
sealed class EarlierComparison(Comparison comparison, string path, ViolationList violations)
{
    const string Count = "count";

    readonly EarlierConstants _constants = new(comparison, path, violations);
    int _lists;

    /// <summary>Null where something is wrong, which is taken down.</summary>
    public Language.Condition? Translate(Func<string, MessageDescriptor?> typeOf)
    {
        var isKnown = comparison.Op is not Operator.Unspecified && System.Enum.IsDefined(comparison.Op);
        var hasValue = comparison.Value is { KindCase: not Value.KindOneofCase.None };
        if (!isKnown)
            violations.Required($"{path}.op");
        if (!hasValue)
            violations.Required($"{path}.value");
        if (comparison.Field.Length == 0)
            violations.Required($"{path}.field");
        if (!isKnown || !hasValue || comparison.Field.Length == 0)
            return null;
        var names = comparison.Field.Split('.');
        var holds = names.Length == 1 ? NoValue() : Walk(typeOf(names[0]), [names[0]], names, 1);
        // "Not equal" holds exactly where "equal" does not, also for lists and for what is absent.
        return holds is not null && comparison.Op is Operator.NotEqual ? new() { Not = holds } : holds;
    }

    /// <summary>The field of the comparison that an error of its translation is about.</summary>
    public static string PlaceOf(ConditionError error, string path) =>
        error.Path.Contains("right", StringComparison.Ordinal) || error.Path.Contains("set", StringComparison.Ordinal) ? $"{path}.value"
        : error.Path.EndsWith("compare", StringComparison.Ordinal) || error.Path.EndsWith("member", StringComparison.Ordinal) ? path
        : $"{path}.field";

    /// <summary>From a message along the names behind <paramref name="next"/> to the test of what stands at their end.</summary>
    /// <param name="type">Null where it has none that is known: then the language tells what is wrong.</param>
    /// <param name="way">From a root or an element to the message.</param>
    Language.Condition? Walk(MessageDescriptor? type, string[] way, string[] names, int next)
    {
        if (type?.FindFieldByName(names[next]) is not { IsMap: false } field)
            return Test(new() { Path = PathOf([.. way, .. names[next..]]) }, EarlierConstants.AsSaid);
        string[] further = [.. way, names[next]];
        if (field.IsRepeated)
            return WalkList(field, way, further, names, next);
        return field.FieldType is FieldType.Message
            ? WalkMessage(field.MessageType, further, names, next)
            : Test(new() { Path = PathOf([.. way, .. names[next..]]) }, EarlierConstants.AsSaid);
    }

    Language.Condition? WalkMessage(MessageDescriptor type, string[] way, string[] names, int next)
    {
        var isEnd = next == names.Length - 1;
        if (type == Money.Descriptor && (isEnd || names[next + 1] == "units"))
        {
            var amount = new Language.Operand { Amount = PathOf(way) };
            return isEnd ? Test(amount, EarlierConstants.AsAmount) : EarlierUnits.Test(amount, _constants);
        }
        if (type == Timestamp.Descriptor && isEnd)
            return Test(new() { Path = PathOf(way) }, EarlierConstants.AsTime);
        if (isEnd)
            return NoValue();
        return Walk(type == Struct.Descriptor ? null : type, way, names, next + 1);
    }

    // It holds when it holds for at least one element.
    Language.Condition? WalkList(FieldDescriptor field, string[] owner, string[] list, string[] names, int next)
    {
        if (next + 2 == names.Length && names[^1] == Count)
        {
            // The size of what is absent is 0; its count was compared with nothing.
            return Test(new() { Size = PathOf(list) }, EarlierConstants.AsSaid) is { } sized
                ? new() { All = new() { Conditions = { new Language.Condition { Has = PathOf(owner) }, sized } } }
                : null;
        }
        var element = $"element{++_lists}";
        var inner = field.FieldType is FieldType.Message
            ? WalkMessage(field.MessageType, [element], names, next)
            : Test(new() { Path = PathOf([element, .. names[(next + 1)..]]) }, EarlierConstants.AsSaid);
        return inner is null ? null : new() { Exists = new() { List = PathOf(list), Variable = element, Condition = inner } };
    }

    Language.Condition? Test(Language.Operand operand, Func<Value, Language.Literal?> constant)
    {
        if (comparison.Op is Operator.In)
            return _constants.Listed(constant) is { } set ? new() { Member = new() { Value = operand, Set = set } } : null;
        if (_constants.Single(constant) is not { } right)
            return null;
        return new() { Compare = new() { Left = operand, Operator = SameOperator(comparison.Op), Right = new() { Literal = right } } };
    }

    Language.Condition? NoValue()
    {
        violations.Invalid($"{path}.field", $"'{comparison.Field}' is not one value; name a field of it, or the {Count} of a list.");
        return null;
    }

    static Language.Operator SameOperator(Operator op) => op switch
    {
        Operator.Less => Language.Operator.Less,
        Operator.LessOrEqual => Language.Operator.LessOrEqual,
        Operator.Greater => Language.Operator.Greater,
        Operator.GreaterOrEqual => Language.Operator.GreaterOrEqual,
        _ => Language.Operator.Equal,
    };

    static Language.FieldPath PathOf(string[] names) => new() { Names = { names } };
}
