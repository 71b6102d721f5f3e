using Automation.WorkflowEngine.Runs;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>When a key that has been through a workflow may come in again, once it is out.</summary>
/// <param name="Cooldown">How long it stays out; zero: not at all, <see cref="TimeSpan.MaxValue"/>: for ever.</param>
/// <param name="IsFromExit">Whether that counts from the end of the last run, not from its beginning.</param>
readonly record struct ReentryRule(TimeSpan Cooldown, bool IsFromExit)
{
    /// <summary>Whether what was before matters at all.</summary>
    public bool LooksBack => Cooldown > TimeSpan.Zero;

    public bool Admits(LastRun last, DateTimeOffset now) =>
        Cooldown < TimeSpan.MaxValue && now - (IsFromExit ? last.EndTime ?? last.EnterTime : last.EnterTime) >= Cooldown;
}

/// <summary>How many runs of one shopper may begin within a time.</summary>
readonly record struct EntryLimit(int MaxRuns, TimeSpan Window)
{
    /// <summary>Whether one more may begin.</summary>
    /// <param name="entries">When those before began.</param>
    public bool Admits(IReadOnlyList<DateTimeOffset> entries, DateTimeOffset now)
    {
        var window = Window;
        return entries.Count(entry => now - entry < window) < MaxRuns;
    }
}
