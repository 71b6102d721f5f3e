using Automation.Conditions.Evaluating;
using Automation.Conditions.Operands;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Compiling;

/// <summary>Sets of constants against a value.</summary>
sealed partial class Compilation
{
    /// <summary>The value as it is to be read, and where to find it. Null where something is wrong.</summary>
    public (Reading Value, LiteralIndex Index)? Set(Reading value, LiteralSet? set, Place place)
    {
        if (set is null || set.Values.Count == 0)
        {
            Refuse(place, set, ConditionReason.Incomplete, "the set is empty; name at least one constant.");
            return null;
        }
        if (set.Values.Count > ConditionLimits.SetSize)
        {
            Refuse(place, set, ConditionReason.SetTooLarge, SyntaxReader.SetTooLarge(set.Values.Count));
            return null;
        }
        var (reading, constants) = (value, new List<ConditionValue>());
        TypeKind? common = null;
        var errors = _errors.Count;
        for (var index = 0; index < set.Values.Count && _errors.Count < ConditionLimits.Errors; index++)
        {
            var at = place.Item("values", index);
            if (Constant(set.Values[index], at) is not { } constant || Unify(value, constant, at, set.Values[index]) is not var (left, right))
                continue;
            common ??= constant.Type.Kind;
            // A decimal among whole numbers makes all of them decimals.
            if (common != constant.Type.Kind && !(constant.Type.IsNumber && common is TypeKind.Whole or TypeKind.Decimal))
                Refuse(at, set.Values[index], ConditionReason.Type, "the constants of a set are of one type; put the others into a condition of their own.");
            reading = left.Type.Kind is TypeKind.Decimal || reading == value ? left : reading;
            constants.Add(((ConstantReading)right).Value);
        }
        if (_errors.Count > errors)
            return null;
        if (reading.Type.Kind is TypeKind.Decimal)
            constants = [.. constants.Select(ToDecimal)];
        return (reading, new LiteralIndex(constants, value.Type.IsFolded));
    }

    static ConditionValue ToDecimal(ConditionValue constant)
    {
        Conversion.To(TypeKind.Decimal, ref constant);
        return constant;
    }
}
