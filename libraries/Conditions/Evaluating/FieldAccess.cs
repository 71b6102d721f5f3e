using System.Collections.Concurrent;
using Automation.Commerce.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Type = System.Type;

namespace Automation.Conditions.Evaluating;

/// <summary>Reads one field of a generated message through its property: no boxing, no reflection after the first use.</summary>
abstract class FieldAccess
{
    static readonly ConcurrentDictionary<FieldDescriptor, FieldAccess> s_known = [];

    public abstract void Read(object message, out ConditionValue value);

    /// <summary>The message in the field; null when there is none, and of other fields.</summary>
    public virtual object? ReadMessage(object message) => null;

    /// <summary>Whether the field is set; without presence: whether it differs from the default.</summary>
    public abstract bool Has(object message);

    public static FieldAccess Of(FieldDescriptor field) => s_known.GetOrAdd(field, Create);

    static FieldAccess Create(FieldDescriptor field)
    {
        var (owner, type) = (field.ContainingType.ClrType, field.ContainingType.ClrType.GetProperty(field.PropertyName)!.PropertyType);
        var access = field switch
        {
            { IsMap: true } or { IsRepeated: true } => typeof(CollectionField<,>).MakeGenericType(owner, type),
            { FieldType: FieldType.Message } => typeof(MessageField<,>).MakeGenericType(owner, type),
            _ => typeof(ScalarField<,>).MakeGenericType(owner, type),
        };
        return (FieldAccess)Activator.CreateInstance(access, field)!;
    }

    /// <summary>The value of a message, which is null where there is none.</summary>
    public static ConditionValue OfMessage(object? message) => message switch
    {
        null => default,
        Money money => ConditionValue.Of(money),
        Timestamp time => ConditionValue.Of(time),
        Value dynamic => DynamicValue.Of(dynamic),
        _ => ConditionValue.OfMessage(message),
    };

    protected static Func<TOwner, TValue> Getter<TOwner, TValue>(string property) =>
        typeof(TOwner).GetProperty(property)!.GetMethod!.CreateDelegate<Func<TOwner, TValue>>();
}

sealed class MessageField<TOwner, TValue>(FieldDescriptor field) : FieldAccess
    where TOwner : class
    where TValue : class
{
    readonly Func<TOwner, TValue?> _get = Getter<TOwner, TValue>(field.PropertyName);

    public override void Read(object message, out ConditionValue value) => value = OfMessage(_get((TOwner)message));

    public override object? ReadMessage(object message) =>
        _get((TOwner)message) is var found && found is Value dynamic ? dynamic.StructValue : found;

    public override bool Has(object message) => _get((TOwner)message) is not null;
}

sealed class CollectionField<TOwner, TValue>(FieldDescriptor field) : FieldAccess
    where TOwner : class
    where TValue : class, System.Collections.ICollection
{
    readonly Func<TOwner, TValue> _get = Getter<TOwner, TValue>(field.PropertyName);
    readonly bool _isMap = field.IsMap;

    public override void Read(object message, out ConditionValue value)
    {
        var collection = _get((TOwner)message);
        value = _isMap ? ConditionValue.OfMap(collection) : ConditionValue.OfList(collection);
    }

    public override bool Has(object message) => _get((TOwner)message).Count > 0;
}

sealed class ScalarField<TOwner, TValue>(FieldDescriptor field) : FieldAccess
    where TOwner : class
{
    readonly Func<TOwner, TValue> _get = Getter<TOwner, TValue>(field.PropertyName);
    readonly Func<TOwner, bool>? _has = field.HasPresence ? Getter<TOwner, bool>($"Has{field.PropertyName}") : null;

    public override void Read(object message, out ConditionValue value)
    {
        var owner = (TOwner)message;
        value = _has is null || _has(owner) ? Scalar<TValue>.Of(_get(owner)) : default;
    }

    public override bool Has(object message) =>
        _has?.Invoke((TOwner)message) ?? !Scalar<TValue>.IsDefault(_get((TOwner)message));
}
