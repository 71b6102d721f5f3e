using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.V1;
using Google.Protobuf;

namespace Automation.Conditions;

/// <summary>A checked condition that can be evaluated, by many at once. Pure: the same inputs give the same answer.</summary>
public sealed class CompiledCondition
{
    readonly Clause _clause;

    internal CompiledCondition(Condition source, Clause clause, Compilation compilation) =>
        (Source, _clause, DependsOn, Questions) = (source, clause, compilation.Dependencies, compilation.Questions);

    /// <summary>What was compiled.</summary>
    public Condition Source { get; }

    /// <summary>Nothing else can change whether it holds.</summary>
    public DependencySet DependsOn { get; }

    /// <summary>What it asks of history, by number.</summary>
    public IReadOnlyList<HistoryQuestion> Questions { get; }

    /// <summary>Whether it holds. Allocates nothing.</summary>
    /// <param name="roots">The message of each root, in the order of the <see cref="RootSet"/>; null: absent.</param>
    /// <param name="now">The instant of evaluation.</param>
    /// <param name="history">Required where <see cref="Questions"/> has any.</param>
    public bool Holds(ReadOnlySpan<IMessage?> roots, DateTimeOffset now, IHistory? history = null)
    {
        var frame = new Frame { Roots = roots, Now = now.UtcTicks, History = history };
        return _clause.Holds(ref frame);
    }

    /// <summary>
    /// The first instant after <paramref name="now"/> at which it can be otherwise if nothing but time passes: until then it
    /// holds, or does not, as now. Null: it stays so.
    /// </summary>
    public DateTimeOffset? NextChange(ReadOnlySpan<IMessage?> roots, DateTimeOffset now, IHistory? history = null) =>
        Evaluate(roots, now, history).NextChange;

    /// <summary>Both at once.</summary>
    public (bool Holds, DateTimeOffset? NextChange) Evaluate(ReadOnlySpan<IMessage?> roots, DateTimeOffset now, IHistory? history = null)
    {
        var frame = new Frame { Roots = roots, Now = now.UtcTicks, History = history };
        var outlook = _clause.Look(ref frame);
        return (outlook.Holds, outlook.Until > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(outlook.Until, TimeSpan.Zero));
    }

    /// <summary>Why it holds or does not: every clause with its value, what that was compared with, and the result.</summary>
    public Explanation Explain(ReadOnlySpan<IMessage?> roots, DateTimeOffset now, IHistory? history = null)
    {
        var frame = new Frame { Roots = roots, Now = now.UtcTicks, History = history };
        return _clause.Explain(ref frame);
    }
}
