using Microsoft.Extensions.Options;

namespace Automation.WorkflowEngine;

/// <summary>Section <c>WorkflowEngine</c>.</summary>
sealed class WorkflowEngineOptions
{
    /// <summary>Timers that a partition keeps in memory. More is fewer loads: 16 × 10,000 × 150 bytes are 24 MB.</summary>
    public int TimerWindow { get; set; } = 10_000;

    /// <summary>Timers that fire in one batch over all partitions. More is cheaper each, and makes events behind them wait longer: 500 take some 50 ms.</summary>
    public int TimersPerBatch { get; set; } = 500;

    /// <summary>Shoppers whom enrollments look at in one batch over all partitions. More is cheaper each, and makes events behind them wait longer: 500 take some 200 ms.</summary>
    public int EntriesPerBatch { get; set; } = 250;

    /// <summary>How long a check before a send waits for the log to be handled before it answers "later". A check is good for one second in all.</summary>
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a run that is over is kept, with its history. Cooldowns and limits look back a year. Longer costs some 3 KB for each run.</summary>
    public TimeSpan RunRetention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How long the dispatch log reaches back: a reader that was away for longer has lost messages. Longer costs some 1 KB for each.</summary>
    public TimeSpan DispatchRetention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How often what is older is forgotten.</summary>
    public TimeSpan PruneInterval { get; set; } = TimeSpan.FromHours(1);
}

sealed class WorkflowEngineOptionsValidator : IValidateOptions<WorkflowEngineOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkflowEngineOptions options)
    {
        if (options.TimersPerBatch < 1 || options.TimerWindow < options.TimersPerBatch)
            return ValidateOptionsResult.Fail("WorkflowEngine:TimerWindow must be at least WorkflowEngine:TimersPerBatch, and that at least 1.");
        if (options.EntriesPerBatch is < 16 or > 500)
            return ValidateOptionsResult.Fail("WorkflowEngine:EntriesPerBatch must be 16, one for each partition, to 500, the members of one page.");
        if (options.CheckTimeout <= TimeSpan.Zero || options.CheckTimeout > TimeSpan.FromSeconds(1))
            return ValidateOptionsResult.Fail("WorkflowEngine:CheckTimeout must be above zero and at most one second, the lifetime of a check.");
        if (options.RunRetention < TimeSpan.FromDays(366))
            return ValidateOptionsResult.Fail("WorkflowEngine:RunRetention must be at least 366 days; cooldowns and limits look back 365.");
        if (options.DispatchRetention < TimeSpan.FromDays(31) || options.PruneInterval <= TimeSpan.Zero)
            return ValidateOptionsResult.Fail(
                "WorkflowEngine:DispatchRetention must be at least 31 days, for messages keep for 30, and WorkflowEngine:PruneInterval above zero.");
        return ValidateOptionsResult.Success;
    }
}
