using Automation.Conditions.Evaluating;
using Automation.Conditions.V1;

namespace Automation.Conditions.Compiling;

/// <summary>Operands that must be of one type.</summary>
sealed partial class Compilation
{
    /// <summary>Null where something is wrong.</summary>
    public Reading? TextOperand(Operand? operand, Place place)
    {
        if (Operand(operand, place) is not { } reading)
            return null;
        return reading.Type.Kind is TypeKind.Text or TypeKind.Dynamic
            ? reading
            : Refuse<Reading>(place, operand, ConditionReason.Type, $"expected a text, this is {reading.Type}; {(reading.Type.Kind is TypeKind.Enum ? "compare it with ==" : "use another path")}.");
    }

    /// <summary>Null where something is wrong.</summary>
    public Reading? TimeOperand(Operand? operand, Place place)
    {
        if (Operand(operand, place) is not { } reading)
            return null;
        return reading.Type.Kind is TypeKind.Time or TypeKind.Dynamic
            ? As(TypeKind.Time, reading)
            : Refuse<Reading>(place, operand, ConditionReason.Type, $"expected an instant, this is {reading.Type}; use a path whose name ends in _time, or a trait that holds one.");
    }
}
