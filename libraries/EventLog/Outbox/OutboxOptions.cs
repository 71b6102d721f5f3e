using Microsoft.Extensions.Options;

namespace Automation.EventLog.Outbox;

/// <summary>Section <c>Outbox</c>.</summary>
public sealed class OutboxOptions
{
    /// <summary>After how long a row is tried again that was refused for a clock or a version, on the real clock. Shorter is sooner there, and more calls in vain.</summary>
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a refused row is kept with its reason, by the shop clock. Longer leaves more time to mend what refused it.</summary>
    public TimeSpan RefusedRetention { get; set; } = TimeSpan.FromDays(90);
}

sealed class OutboxOptionsValidator : IValidateOptions<OutboxOptions>
{
    public ValidateOptionsResult Validate(string? name, OutboxOptions options) =>
        options.RetryInterval <= TimeSpan.Zero ? ValidateOptionsResult.Fail("Outbox:RetryInterval must be above zero.")
        : options.RefusedRetention < TimeSpan.FromDays(1) ? ValidateOptionsResult.Fail("Outbox:RefusedRetention must be at least a day; somebody has to look first.")
        : ValidateOptionsResult.Success;
}
