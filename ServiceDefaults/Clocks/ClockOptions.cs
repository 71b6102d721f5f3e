using Microsoft.Extensions.Options;

namespace Automation.ServiceDefaults.Clocks;

/// <summary>How the shop clock runs.</summary>
public enum ClockMode
{
    /// <summary>Real time.</summary>
    System,

    /// <summary>Epoch + (real − Origin) × Speed, fixed once per clock folder.</summary>
    Scaled,

    /// <summary>Stands still until somebody moves it on, see <see cref="DrivenClock"/>.</summary>
    Driven,
}

/// <summary>Section <c>Clock</c>.</summary>
public sealed class ClockOptions
{
    public ClockMode Mode { get; set; } = ClockMode.System;

    /// <summary>Folder that all services share. Required unless <see cref="Mode"/> is System.</summary>
    public string Path { get; set; } = "";

    /// <summary>Shop seconds per real second, above 0. Scaled only; ignored once the folder has its figures.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Shop time at the first start. Absent: the real time then. Scaled and Driven only.</summary>
    public DateTimeOffset? Epoch { get; set; }

    /// <summary>
    /// How far this machine's clock may be ahead of its database's, 1 s to 1 minute; beyond it the database's counts, and ingestion logs nothing.
    /// Longer forgives worse clocks and lets timers be early by as much. System only.
    /// </summary>
    public TimeSpan Tolerance { get; set; } = TimeSpan.FromSeconds(10);
}

sealed class ClockOptionsValidator : IValidateOptions<ClockOptions>
{
    public ValidateOptionsResult Validate(string? name, ClockOptions options)
    {
        if (options.Mode is not ClockMode.System && options.Path.Length == 0)
            return ValidateOptionsResult.Fail($"Clock:Path is empty; clock mode {options.Mode} needs a folder that all services share.");
        if (options.Mode is ClockMode.Scaled && !(options.Speed > 0 && double.IsFinite(options.Speed)))
            return ValidateOptionsResult.Fail("Clock:Speed must be above 0.");
        return options.Tolerance < TimeSpan.FromSeconds(1) || options.Tolerance > TimeSpan.FromMinutes(1)
            ? ValidateOptionsResult.Fail("Clock:Tolerance must be 1 s to 1 minute.")
            : ValidateOptionsResult.Success;
    }
}
