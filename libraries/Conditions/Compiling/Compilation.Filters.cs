namespace Automation.Conditions.Compiling;

/// <summary>What a filter of events may read: the event, and nothing that moves.</summary>
sealed partial class Compilation
{
    const string OnlyTheEvent =
        "a filter of events reads the event and constants only; compare with a constant, or correlate with what happened since the run started by a condition of the run.";

    /// <summary>Within a filter, why nothing else can be read there; else null.</summary>
    public string? Filtering { get; private set; }

    /// <summary>Compiles where no variable around it is known: the filter is evaluated for events, when nobody is at an element.</summary>
    public T WithinFilter<T>(Func<T> compile)
    {
        var around = _variables;
        (_variables, Filtering) = ([], OnlyTheEvent);
        var inner = compile();
        (_variables, Filtering) = (around, null);
        return inner;
    }
}
