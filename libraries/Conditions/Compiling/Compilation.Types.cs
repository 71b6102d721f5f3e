using Automation.Conditions.Evaluating;
using Automation.Conditions.Operands;
using Google.Protobuf;

namespace Automation.Conditions.Compiling;

/// <summary>Two values of one type: what may be compared with what, and which of the two is converted.</summary>
sealed partial class Compilation
{
    /// <summary>Both so that they read the same kind of value. Null where they cannot be compared, which is taken down.</summary>
    public (Reading Left, Reading Right)? Unify(Reading left, Reading right, Place place, IMessage part)
    {
        if (left.Type.Kind is TypeKind.Enum && right is ConstantReading { Type.Kind: TypeKind.Text } name)
            return EnumValue(left.Type, name, place, part) is { } value ? (left, value) : null;
        if (right.Type.Kind is TypeKind.Enum && left is ConstantReading { Type.Kind: TypeKind.Text })
            return Unify(right, left, place, part) is var (swappedRight, swappedLeft) ? (swappedLeft, swappedRight) : null;
        if (CommonKind(left.Type, right.Type) is not { } common)
        {
            Refuse(place, part, ConditionReason.Type, $"{left.Type} cannot be compared with {right.Type}; {Remedy(left.Type, right.Type)}");
            return null;
        }
        return (As(common, left), As(common, right));
    }

    /// <summary>What both are read as; null when they cannot be compared.</summary>
    static TypeKind? CommonKind(OperandType left, OperandType right)
    {
        if (left.Kind is TypeKind.Dynamic || right.Kind is TypeKind.Dynamic)
        {
            var other = left.Kind is TypeKind.Dynamic ? right : left;
            return other.Kind switch
            {
                TypeKind.Whole or TypeKind.Decimal => TypeKind.Real,
                TypeKind.Enum => null,
                _ => other.Kind,
            };
        }
        if (left.IsNumber && right.IsNumber)
        {
            return left.Kind == right.Kind ? left.Kind
                : left.Kind is TypeKind.Real || right.Kind is TypeKind.Real ? TypeKind.Real : TypeKind.Decimal;
        }
        return left.Kind == right.Kind && left.Enum == right.Enum ? left.Kind : null;
    }

    static string Remedy(OperandType left, OperandType right)
    {
        if (left.Kind is TypeKind.Money || right.Kind is TypeKind.Money)
            return "write an amount with its currency: money(\"49.90 EUR\").";
        if (left.Kind is TypeKind.Time || right.Kind is TypeKind.Time)
            return "write an instant: timestamp(\"2026-01-31T12:00:00Z\") or now() - duration(\"30d\").";
        if (left.Kind is TypeKind.Enum || right.Kind is TypeKind.Enum)
            return $"write the name of a value in double quotes: {NamesOf(left.Kind is TypeKind.Enum ? left : right)}.";
        return $"write {(right.Kind is TypeKind.Text or TypeKind.Flag or TypeKind.Whole ? left : right)} instead.";
    }

    ConstantReading? EnumValue(OperandType type, ConstantReading name, Place place, IMessage part)
    {
        if (type.Enum!.FindValueByName(name.Value.AsText) is { } value)
            return new ConstantReading(type, ConditionValue.OfWhole(value.Number));
        return Refuse<ConstantReading>(place, part, ConditionReason.UnknownName, $"{type.Enum.Name} has no value {name.Value}; it has {NamesOf(type)}.");
    }

    static string NamesOf(OperandType type) => string.Join(", ", type.Enum!.Values.Select(value => $"\"{value.Name}\""));

    static Reading As(TypeKind kind, Reading reading)
    {
        // Traits hold amounts and instants as text; other kinds of value are read as they are.
        var isAsIs = reading.Type.Kind == kind || reading.Type.Kind is TypeKind.Dynamic && kind is not (TypeKind.Money or TypeKind.Time);
        if (isAsIs)
            return reading;
        if (reading is not ConstantReading { Value: var constant })
            return new ConvertingReading(kind, reading);
        Conversion.To(kind, ref constant);
        return new ConstantReading(new OperandType(kind), constant);
    }
}
