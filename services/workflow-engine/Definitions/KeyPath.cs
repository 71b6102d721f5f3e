using System.Linq.Expressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>The way from an action to the text that is a workflow's key.</summary>
sealed class KeyPath
{
    // A key is an identifier; what is longer, or has control characters, names nothing.
    const int MaxLength = 200;

    static readonly ParameterExpression s_action = Expression.Parameter(typeof(IMessage), "action");

    readonly Expression _text;

    KeyPath(Expression text) => _text = text;

    /// <summary>The path behind <c>event</c>; null when the action has no text there.</summary>
    public static KeyPath? Find(MessageDescriptor action, string[] names)
    {
        Expression node = Expression.Convert(s_action, action.ClrType);
        var type = action;
        for (var index = 1; index < names.Length; index++)
        {
            if (type.FindFieldByName(names[index]) is not { IsRepeated: false } field)
                return null;
            var isEnd = index == names.Length - 1;
            var value = Expression.Property(node, field.PropertyName);
            if (field.FieldType is FieldType.String)
                return isEnd ? new KeyPath(OrEmpty(node, type, value)) : null;
            if (field.FieldType is not FieldType.Message || isEnd)
                return null;
            if (field.MessageType == Struct.Descriptor)
            {
                var rest = Expression.Constant(names[(index + 1)..]);
                return new KeyPath(OrEmpty(node, type, Expression.Call(typeof(DynamicValues), nameof(DynamicValues.Text), null, value, rest)));
            }
            node = Expression.Condition(
                Expression.Equal(node, Expression.Constant(null, node.Type)), Expression.Constant(null, value.Type), value);
            type = field.MessageType;
        }
        return null;
    }

    /// <summary>Answers the key; empty when there is none that can be one.</summary>
    public Func<IMessage, string> Compile()
    {
        var read = Expression.Lambda<Func<IMessage, string>>(_text, s_action).Compile();
        return action => read(action) is { Length: <= MaxLength } key && !key.Any(char.IsControl) ? key : "";
    }

    static BinaryExpression OrEmpty(Expression node, MessageDescriptor type, Expression text) => Expression.Coalesce(
        Expression.Condition(
            Expression.Equal(node, Expression.Constant(null, type.ClrType)), Expression.Constant(null, typeof(string)), text),
        Expression.Constant(""));
}
