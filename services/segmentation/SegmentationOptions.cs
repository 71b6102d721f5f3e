using Microsoft.Extensions.Options;

namespace Automation.Segmentation;

/// <summary>Section <c>Segmentation</c>.</summary>
sealed class SegmentationOptions
{
    /// <summary>
    /// Bytes of stored profiles that each owned partition keeps in memory. More is fewer reads from the database: a
    /// profile has some 3 KB, so 16 × 8 MB are 40,000 profiles in 128 MB, and as much again until the collector has passed.
    /// </summary>
    public int WorkingSetBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// Bytes of stored states of segments that each owned partition keeps in memory, beside the profiles. A state has some hundred bytes
    /// with ten segments and some 3 KB with a hundred.
    /// </summary>
    public int StateWorkingSetBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How long a batch waits for Redis to take its copies. Longer delays the next batch when Redis is slow.</summary>
    public TimeSpan CacheTimeout { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long Redis is left alone after it failed. Longer means more readers that ask here instead.</summary>
    public TimeSpan CacheCooldown { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long it is known which records had no effect or were from before an order. A reader of the membership log that comes later than this is told of
    /// none. Longer costs some 60 bytes for each.
    /// </summary>
    public TimeSpan NoEffectRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long an import that has ended, or whose file never came, is known with the rows that it rejected.</summary>
    public TimeSpan ImportRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long after a start shops are first looked at whose customers have not been compared today (UTC). Shorter competes with what
    /// a start has to catch up with.
    /// </summary>
    public TimeSpan CohortDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How often it is looked for such shops. Longer lets scores be of yesterday for longer after midnight; each look at a shop without
    /// customers reads its profiles.
    /// </summary>
    public TimeSpan CohortInterval { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How often older ones are forgotten.</summary>
    public TimeSpan PruneInterval { get; set; } = TimeSpan.FromHours(1);
}

sealed class SegmentationOptionsValidator : IValidateOptions<SegmentationOptions>
{
    public ValidateOptionsResult Validate(string? name, SegmentationOptions options) =>
        options.NoEffectRetention < TimeSpan.FromDays(1) || options.ImportRetention < TimeSpan.FromDays(1) || options.PruneInterval <= TimeSpan.Zero
            ? ValidateOptionsResult.Fail(
                "Segmentation:NoEffectRetention and Segmentation:ImportRetention must be at least a day, for readers that were away; Segmentation:PruneInterval must be above zero.")
            : options.CohortDelay < TimeSpan.Zero || options.CohortInterval <= TimeSpan.Zero
            ? ValidateOptionsResult.Fail("Segmentation:CohortDelay must not be negative, Segmentation:CohortInterval must be above zero.")
            : options.WorkingSetBytes < 0 || options.StateWorkingSetBytes < 0 || options.CacheTimeout <= TimeSpan.Zero || options.CacheCooldown < TimeSpan.Zero
            ? ValidateOptionsResult.Fail(
                "Segmentation:WorkingSetBytes, Segmentation:StateWorkingSetBytes and Segmentation:CacheCooldown must not be negative, Segmentation:CacheTimeout must be above zero.")
            : ValidateOptionsResult.Success;
}
