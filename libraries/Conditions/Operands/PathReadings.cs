using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions.Operands;

/// <summary>A root that the user plugged in.</summary>
sealed class RootReading(OperandType type, int slot) : Reading(type)
{
    public override void Read(ref Frame frame, out ConditionValue value) =>
        value = FieldAccess.OfMessage(ReadMessage(ref frame));

    public override object? ReadMessage(ref Frame frame) => slot < frame.Roots.Length ? frame.Roots[slot] : null;
}

/// <summary>The element that a quantifier is at.</summary>
sealed class VariableReading(OperandType type, int slot) : Reading(type)
{
    public override void Read(ref Frame frame, out ConditionValue value) => value = frame.Variables[slot];
}

sealed class FieldReading(OperandType type, Reading owner, FieldAccess field) : Reading(type)
{
    public override void Read(ref Frame frame, out ConditionValue value)
    {
        if (owner.ReadMessage(ref frame) is { } message)
            field.Read(message, out value);
        else
            value = default;
    }

    public override object? ReadMessage(ref Frame frame) =>
        owner.ReadMessage(ref frame) is { } message ? field.ReadMessage(message) : null;

    public override bool Has(ref Frame frame) => owner.ReadMessage(ref frame) is { } message && field.Has(message);
}

/// <summary>A name within traits or properties.</summary>
sealed class DynamicReading(Reading owner, string name) : Reading(OperandType.Dynamic)
{
    public override void Read(ref Frame frame, out ConditionValue value) =>
        value = owner.ReadMessage(ref frame) is Struct fields && fields.Fields.TryGetValue(name, out var found) ? DynamicValue.Of(found) : default;
}

/// <summary>The value of a key of a map with text keys.</summary>
sealed class MapReading<TValue>(OperandType type, Reading map, string key) : Reading(type)
{
    public override void Read(ref Frame frame, out ConditionValue value)
    {
        map.Read(ref frame, out value);
        value = value.Reference is MapField<string, TValue> entries && entries.TryGetValue(key, out var found)
            ? typeof(TValue).IsValueType || typeof(TValue) == typeof(string) ? Scalar<TValue>.Of(found) : FieldAccess.OfMessage(found)
            : default;
    }
}

/// <summary>The currency of an amount.</summary>
sealed class CurrencyReading(Reading money) : Reading(OperandType.Text)
{
    public override void Read(ref Frame frame, out ConditionValue value)
    {
        money.Read(ref frame, out value);
        value = value.Kind is ValueKind.Money ? ConditionValue.OfText(value.AsText) : default;
    }
}
