using Automation.Conditions.Evaluating;
using Automation.Conditions.Operands;
using Automation.Conditions.V1;

namespace Automation.Conditions.Compiling;

/// <summary>Days: of the calendar, in a time zone.</summary>
sealed partial class Compilation
{
    /// <summary>A text that names a time zone; a constant one is looked up now. Null where something is wrong.</summary>
    public Reading? Zone(Operand? operand, Place place)
    {
        if (TextOperand(operand, place) is not { } reading)
            return null;
        return reading is ConstantReading { Value: var name } && Zones.Find(name.AsText) is null
            ? Refuse<Reading>(place, operand, ConditionReason.Literal, $"there is no time zone {name}; use a name such as \"Europe/Berlin\" or \"UTC\".")
            : reading;
    }

    /// <summary>Whether days may be asked for here.</summary>
    public bool CheckDays(Place place, Condition condition)
    {
        if (Filtering is { } filtering)
        {
            Refuse(place, condition, ConditionReason.History, $"now moves, and {filtering}");
            return false;
        }
        Dependencies.ReadsTime = true;
        return true;
    }
}
