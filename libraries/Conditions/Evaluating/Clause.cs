using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Evaluating;

/// <summary>A compiled condition. Evaluating allocates nothing; explaining may.</summary>
abstract class Clause(Condition source)
{
    public Condition Source { get; } = source;

    public abstract bool Holds(ref Frame frame);

    public abstract Outlook Look(ref Frame frame);

    /// <summary>Fills in what is particular to the kind.</summary>
    protected abstract void Explain(ref Frame frame, Explanation explanation);

    public Explanation Explain(ref Frame frame)
    {
        var printer = new ConditionPrinter();
        printer.Condition(Source);
        var outlook = Look(ref frame);
        var explanation = new Explanation { Clause = printer.ToString(), Holds = outlook.Holds };
        if (outlook.Until < DateTime.MaxValue.Ticks)
            explanation.ChangeTime = TimeText.OfTicks(outlook.Until);
        Explain(ref frame, explanation);
        return explanation;
    }
}

/// <summary>A clause about the values that it reads, which changes by itself only as they do.</summary>
abstract class ValueClause(Condition source, params Reading[] readings) : Clause(source)
{
    public override Outlook Look(ref Frame frame) => new(Holds(ref frame), UntilOfValues(ref frame));

    protected long UntilOfValues(ref Frame frame)
    {
        var until = Outlook.Never;
        foreach (var reading in readings)
            until = Math.Min(until, reading.Until(ref frame));
        return until;
    }

    protected override void Explain(ref Frame frame, Explanation explanation)
    {
        for (var index = 0; index < readings.Length; index++)
        {
            readings[index].Read(ref frame, out var value);
            if (index == 0)
                explanation.Value = ValueText.Of(value, readings[index].Type);
            else if (explanation.Operand.Length == 0)
                explanation.Operand = ValueText.Of(value, readings[index].Type);
            if (value.IsAbsent && explanation.Note.Length == 0)
                explanation.Note = index == 0 ? "The value is absent." : "What it is compared with is absent.";
            explanation.EventIds.Add(readings[index].Evidence(ref frame));
        }
    }
}
