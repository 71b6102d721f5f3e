using Microsoft.Extensions.Options;

namespace Automation.EventLog.Bus;

/// <summary>Section <c>Bus</c>.</summary>
public sealed class BusOptions
{
    /// <summary>New rows of a partition are collected for this long. Longer is fewer messages and later ones.</summary>
    public TimeSpan BatchWindow { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Bytes that a replica's queue holds before it drops the oldest.</summary>
    public int QueueBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Bytes of rows that wait in a producer for the broker before they are dropped.</summary>
    public int PendingBytes { get; set; } = 16 * 1024 * 1024;
}

sealed class BusOptionsValidator : IValidateOptions<BusOptions>
{
    public ValidateOptionsResult Validate(string? name, BusOptions options) =>
        options.BatchWindow < TimeSpan.Zero || options.QueueBytes < 1_000_000 || options.PendingBytes < 1_000_000
            ? ValidateOptionsResult.Fail("Bus:BatchWindow must not be negative; Bus:QueueBytes and Bus:PendingBytes must be at least 1,000,000.")
            : ValidateOptionsResult.Success;
}
