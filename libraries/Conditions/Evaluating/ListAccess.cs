using System.Collections.Concurrent;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions.Evaluating;

/// <summary>Reads the elements of a repeated field.</summary>
abstract class ListAccess
{
    static readonly ConcurrentDictionary<FieldDescriptor, ListAccess> s_known = [];

    /// <summary>Of lists within traits and properties.</summary>
    public static readonly ListAccess Dynamic = new ListOf<Value>();

    public static ListAccess Of(FieldDescriptor field) => s_known.GetOrAdd(field, static field =>
    {
        var element = field.ContainingType.ClrType.GetProperty(field.PropertyName)!.PropertyType.GetGenericArguments()[0];
        return (ListAccess)Activator.CreateInstance(typeof(ListOf<>).MakeGenericType(element))!;
    });

    public abstract int Count(object list);

    public abstract void Read(object list, int index, out ConditionValue value);

    sealed class ListOf<T> : ListAccess
    {
        public override int Count(object list) => ((RepeatedField<T>)list).Count;

        public override void Read(object list, int index, out ConditionValue value)
        {
            var element = ((RepeatedField<T>)list)[index];
            value = typeof(T).IsValueType || typeof(T) == typeof(string) ? Scalar<T>.Of(element) : FieldAccess.OfMessage(element);
        }
    }
}
