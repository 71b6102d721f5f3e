namespace Automation.Conditions.Compiling;

/// <summary>What a filter of events may read: the event, and nothing that moves.</summary>
sealed partial class Compilation
{
    const string OnlyTheEvent =
        "a filter of events reads the event and constants only; compare with a constant, or correlate with what happened since the run started by a condition of the run.";

    /// <summary>Within a filter, why nothing else can be read there; else null.</summary>
    public string? Filtering { get; private set; }

    public T? WithinFilter<T>(Func<T?> compile) where T : class
    {
        Filtering = OnlyTheEvent;
        var inner = compile();
        Filtering = null;
        return inner;
    }
}
