using Automation.Conditions.Evaluating;
using Automation.Conditions.Kinds;
using Automation.Conditions.Operands;
using Automation.Conditions.Text;
using Automation.Conditions.V1;
using Google.Protobuf;

namespace Automation.Conditions.Compiling;

/// <summary>
/// Checks a condition and makes what evaluates it. Goes on behind an error, to tell several at once; what was made is then
/// thrown away.
/// </summary>
sealed partial class Compilation(RootSet roots, SourceMap? map)
{
    readonly List<ConditionError> _errors = [];
    int _clauses;

    public RootSet Roots => roots;

    public IReadOnlyList<ConditionError> Errors => _errors;

    public DependencySet Dependencies { get; } = new();

    /// <summary>Null where something is wrong.</summary>
    public Clause? Condition(Condition? condition, Place place)
    {
        if (condition is null)
            return Refuse<Clause>(place, null, ConditionReason.Incomplete, "the condition is missing; set it.");
        // Neither counts nor depths beyond the limits are walked through.
        if (place.Depth >= ConditionLimits.Depth)
            return Refuse<Clause>(place, condition, ConditionReason.TooDeep, $"conditions nest at most {ConditionLimits.Depth} deep; write it flatter.");
        if (_clauses > ConditionLimits.Clauses || _errors.Count >= ConditionLimits.Errors)
            return null;
        if (!ConditionKinds.ByCase.TryGetValue(condition.KindCase, out var kind))
            return Refuse<Clause>(place, condition, ConditionReason.Incomplete, "the condition says nothing; set one of its kinds.");
        if (!kind.IsMadeOfOthers && ++_clauses > ConditionLimits.Clauses)
            return Refuse<Clause>(
                place, condition, ConditionReason.TooManyClauses, $"a condition has at most {ConditionLimits.Clauses} clauses; use sets, lists or several segments.");
        return kind.Compile(condition, this, place.Deeper());
    }

    /// <summary>Null where something is wrong.</summary>
    public Reading? Operand(Operand? operand, Place place)
    {
        if (operand is null || !OperandKinds.ByCase.TryGetValue(operand.KindCase, out var kind))
            return Refuse<Reading>(place, operand, ConditionReason.Incomplete, "the value is missing; set one of its kinds.");
        return kind.Compile(operand, this, place);
    }

    /// <summary>Takes down what is wrong.</summary>
    /// <param name="part">The message at the place, or null where it is missing.</param>
    /// <returns>Null, to be returned.</returns>
    public T? Refuse<T>(Place place, IMessage? part, string reason, string description) where T : class
    {
        Refuse(place, part, reason, description);
        return null;
    }

    public void Refuse(Place place, IMessage? part, string reason, string description)
    {
        if (_errors.Count < ConditionLimits.Errors)
            _errors.Add(new ConditionError(place.ToString(), part is null || map is null ? -1 : map.PositionOf(part), reason, description));
    }

    /// <summary>A text that is looked up elsewhere.</summary>
    public bool CheckName(string name, string what, Place place, IMessage part)
    {
        if (name.Length is > 0 and <= ConditionLimits.NameLength)
            return true;
        Refuse(place, part, name.Length == 0 ? ConditionReason.Incomplete : ConditionReason.TooLong,
            $"{what} has 1 to {ConditionLimits.NameLength} characters; this one has {name.Length}.");
        return false;
    }
}
