using Microsoft.Extensions.Options;

namespace Automation.Segmentation;

/// <summary>Section <c>Segmentation</c>.</summary>
sealed class SegmentationOptions
{
    /// <summary>
    /// Bytes of stored profiles that each owned partition keeps in memory. More is fewer reads from the database: a
    /// profile has some 3 KB and takes about ten times that as objects, so 16 × 2 MB are 10,000 profiles in 320 MB.
    /// </summary>
    public int HotBytes { get; set; } = 2 * 1024 * 1024;

    /// <summary>How long a turn waits for Redis to take its copies. Longer delays the next turn when Redis is slow.</summary>
    public TimeSpan CachePatience { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long Redis is left alone after it failed. Longer means more readers that ask here instead.</summary>
    public TimeSpan CacheRest { get; set; } = TimeSpan.FromSeconds(1);
}

sealed class SegmentationOptionsValidator : IValidateOptions<SegmentationOptions>
{
    public ValidateOptionsResult Validate(string? name, SegmentationOptions options) =>
        options.HotBytes < 0 || options.CachePatience <= TimeSpan.Zero || options.CacheRest < TimeSpan.Zero
            ? ValidateOptionsResult.Fail(
                "Segmentation:HotBytes and Segmentation:CacheRest must not be negative, Segmentation:CachePatience must be above zero.")
            : ValidateOptionsResult.Success;
}
