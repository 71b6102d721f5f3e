using Microsoft.Extensions.Options;

namespace Automation.ServiceDefaults.Admission;

/// <summary>Section <c>CallLimits</c>: what one shop may ask of one process. Services of the suite are not limited.</summary>
public sealed class CallLimitOptions
{
    /// <summary>Calls and streams of a shop at the same time. More bears more callers, and costs the memory of as many requests.</summary>
    public int Concurrent { get; set; } = 200;

    /// <summary>Calls of a shop in a second, over a while; twice as many at once. More bears chattier callers, and costs the others as much.</summary>
    public int PerSecond { get; set; } = 5_000;
}

sealed class CallLimitOptionsValidator : IValidateOptions<CallLimitOptions>
{
    public ValidateOptionsResult Validate(string? name, CallLimitOptions options) =>
        options.Concurrent < 1 || options.PerSecond < 10
            ? ValidateOptionsResult.Fail("CallLimits:Concurrent must be at least 1 and CallLimits:PerSecond at least 10.")
            : ValidateOptionsResult.Success;
}
