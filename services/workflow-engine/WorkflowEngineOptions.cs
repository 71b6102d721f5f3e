using Microsoft.Extensions.Options;

namespace Automation.WorkflowEngine;

/// <summary>Section <c>WorkflowEngine</c>.</summary>
sealed class WorkflowEngineOptions
{
    /// <summary>Timers that a partition keeps in memory. More is fewer loads: 16 × 10,000 × 150 bytes are 24 MB.</summary>
    public int TimerWindow { get; set; } = 10_000;

    /// <summary>Timers that fire in one batch over all partitions. More is cheaper each, and makes events behind them wait longer: 500 take some 50 ms.</summary>
    public int TimersPerBatch { get; set; } = 500;

    /// <summary>How long a check before a send waits for the log to be handled before it answers "later". A check is good for one second in all.</summary>
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromSeconds(1);
}

sealed class WorkflowEngineOptionsValidator : IValidateOptions<WorkflowEngineOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkflowEngineOptions options)
    {
        if (options.TimersPerBatch < 1 || options.TimerWindow < options.TimersPerBatch)
            return ValidateOptionsResult.Fail("WorkflowEngine:TimerWindow must be at least WorkflowEngine:TimersPerBatch, and that at least 1.");
        if (options.CheckTimeout <= TimeSpan.Zero || options.CheckTimeout > TimeSpan.FromSeconds(1))
            return ValidateOptionsResult.Fail("WorkflowEngine:CheckTimeout must be above zero and at most one second, the lifetime of a check.");
        return ValidateOptionsResult.Success;
    }
}
