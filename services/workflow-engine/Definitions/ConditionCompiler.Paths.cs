using System.Linq.Expressions;
using Automation.Commerce.V1;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Definitions;

sealed partial class ConditionCompiler
{
    const string Count = "count";

    /// <summary>From a message that is there along the names behind <paramref name="next"/> to the test of what stands at their end.</summary>
    Expression Walk(Expression message, MessageDescriptor type, string[] names, int next, string path, ValueTest test)
    {
        if (next == names.Length)
        {
            violations.Invalid(path, $"'{string.Join('.', names)}' is not one value; name a field of it: {Fields(type)}.");
            return s_true;
        }
        if (type.FindFieldByName(names[next]) is not { } field)
        {
            var owner = eventName.Length > 0 && next == 1 && names[0] == "event" ? eventName : type.Name;
            violations.Invalid(path, $"{owner} has no field '{names[next]}'; it has {Fields(type)}.");
            return s_true;
        }
        var value = Expression.Property(message, field.PropertyName);
        if (field.IsRepeated)
            return WalkList(value, field, names, next, path, test);
        if (field.FieldType is not FieldType.Message)
            return Leaf(value, field, names, next, path, test);
        return Present(value, child => WalkMessage(child, field.MessageType, names, next, path, test));
    }

    Expression WalkMessage(Expression message, MessageDescriptor type, string[] names, int next, string path, ValueTest test)
    {
        var isEnd = next == names.Length - 1;
        if (type == Struct.Descriptor)
        {
            if (isEnd)
            {
                violations.Invalid(path, $"'{string.Join('.', names)}' is not one value; name a field of it.");
                return s_true;
            }
            var dynamic = Expression.Call(typeof(DynamicValues), nameof(DynamicValues.Find), null,
                message, Expression.Constant(names[(next + 1)..]));
            return Present(dynamic, test.Dynamic);
        }
        if (isEnd && type == Money.Descriptor)
            return test.Money(message);
        if (isEnd && type == Timestamp.Descriptor)
            return test.Time(message);
        return Walk(message, type, names, next + 1, path, test);
    }

    Expression WalkList(Expression list, FieldDescriptor field, string[] names, int next, string path, ValueTest test)
    {
        if (field.IsMap)
        {
            violations.Invalid(path, $"'{names[next]}' is a map, which cannot be compared; compare another field.");
            return s_true;
        }
        if (next + 2 == names.Length && names[^1] == Count)
            return test.Number(Expression.Property(list, nameof(RepeatedField<int>.Count)));

        var elementType = list.Type.GetGenericArguments()[0];
        var element = Expression.Parameter(elementType, "element");
        if (field.FieldType is FieldType.Message && next == names.Length - 1)
        {
            violations.Invalid(path, $"'{string.Join('.', names)}' is a list; compare its {Count}, or name a field of its elements: {Fields(field.MessageType)}.");
            return s_true;
        }
        var holds = field.FieldType is FieldType.Message
            ? WalkMessage(element, field.MessageType, names, next, path, test)
            : Leaf(element, field, names, next, path, test);
        // The inner test looks at nothing but its element: compiled now, it is a constant of the outer one.
        var compiled = Expression.Lambda(holds, element).Compile();
        return Expression.Call(typeof(ConditionCompiler), nameof(AnyOf), [elementType], list, Expression.Constant(compiled));
    }

    Expression Leaf(Expression value, FieldDescriptor field, string[] names, int next, string path, ValueTest test)
    {
        if (next < names.Length - 1)
        {
            violations.Invalid(path, $"'{names[next]}' has no fields; end the path there.");
            return s_true;
        }
        switch (field.FieldType)
        {
            case FieldType.String:
                return test.Text(value);
            case FieldType.Bool:
                return test.Flag(value);
            case FieldType.Enum:
                return test.EnumValue(value, field.EnumType);
            case FieldType.Bytes:
                violations.Invalid(path, $"'{names[next]}' is bytes, which cannot be compared; compare another field.");
                return s_true;
            default:
                return test.Number(value);
        }
    }

    static Expression Present(Expression value, Func<Expression, Expression> then)
    {
        var variable = Expression.Variable(value.Type);
        return Expression.Block(
            [variable],
            Expression.Assign(variable, value),
            Expression.AndAlso(Expression.NotEqual(variable, Expression.Constant(null, value.Type)), then(variable)));
    }

    static bool AnyOf<T>(RepeatedField<T> list, Func<T, bool> test)
    {
        for (var index = 0; index < list.Count; index++)
        {
            if (test(list[index]))
                return true;
        }
        return false;
    }

    static string Fields(MessageDescriptor type) => string.Join(", ", type.Fields.InDeclarationOrder().Select(field => field.Name));
}
