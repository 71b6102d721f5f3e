using Automation.Conditions.Compiling;

namespace Automation.Conditions.Evaluating;

/// <summary>A compiled operand.</summary>
abstract class Reading(OperandType type)
{
    public OperandType Type { get; } = type;

    public abstract void Read(ref Frame frame, out ConditionValue value);

    /// <summary>The message that a path goes on from; null when there is none.</summary>
    public virtual object? ReadMessage(ref Frame frame)
    {
        Read(ref frame, out var value);
        return value.Kind is ValueKind.Message ? value.Reference : null;
    }

    /// <summary>Whether the value is there and, where the contract cannot say that it is not, differs from the type's default.</summary>
    public virtual bool Has(ref Frame frame)
    {
        Read(ref frame, out var value);
        return !value.IsAbsent;
    }

    /// <summary>Until when the value stays what it is, if nothing but time passes. Now itself, which moves always, is the comparison's affair.</summary>
    public virtual long Until(ref Frame frame) => Outlook.Never;

    /// <summary>Until when the value stands to a constant as it does, if nothing but time passes.</summary>
    public virtual long UntilCrossing(ref Frame frame, in ConditionValue constant) => Until(ref frame);

    /// <summary>Events that the value rests on, as far as they are known.</summary>
    public virtual IReadOnlyList<string> Evidence(ref Frame frame) => [];
}
