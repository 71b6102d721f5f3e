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

    /// <summary>
    /// How long it is known who had been in a segment and left it, and so from when on members can be asked for as of then. A reader of the membership log that
    /// comes later than this is told of no change. Longer costs some 150 bytes for each stay.
    /// </summary>
    public TimeSpan MembershipRetention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How often it is looked for segments that were not counted today (UTC).</summary>
    public TimeSpan CountInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How many shoppers of a partition are judged anew at once, and so each second, after the customers of their shop were compared. More is done
    /// sooner, and keeps the events of the partition waiting for longer each time: some 0.2 ms for each.
    /// </summary>
    public int JudgedAtOnce { get; set; } = 250;

    /// <summary>
    /// How many previews, combinations and comparisons of segments run at once in this process; others are told to come back. Each holds a
    /// connection to the database, and a preview up to 20,000 profiles, for seconds.
    /// </summary>
    public int AnalysesAtOnce { get; set; } = 8;

    /// <summary>How many of these may be of one shop, so that it leaves room for others.</summary>
    public int AnalysesPerShop { get; set; } = 2;

    /// <summary>How often older ones are forgotten.</summary>
    public TimeSpan PruneInterval { get; set; } = TimeSpan.FromHours(1);
}

sealed class SegmentationOptionsValidator : IValidateOptions<SegmentationOptions>
{
    public ValidateOptionsResult Validate(string? name, SegmentationOptions options) =>
        options.NoEffectRetention < TimeSpan.FromDays(1) || options.MembershipRetention < TimeSpan.FromDays(1) || options.ImportRetention < TimeSpan.FromDays(1) || options.PruneInterval <= TimeSpan.Zero
            ? ValidateOptionsResult.Fail(
                "Segmentation:NoEffectRetention, Segmentation:MembershipRetention and Segmentation:ImportRetention must be at least a day, for readers that were away; Segmentation:PruneInterval must be above zero.")
            : options.CohortDelay < TimeSpan.Zero || options.CohortInterval <= TimeSpan.Zero || options.CountInterval <= TimeSpan.Zero
            ? ValidateOptionsResult.Fail(
                "Segmentation:CohortDelay must not be negative, Segmentation:CohortInterval and Segmentation:CountInterval must be above zero.")
            : options.JudgedAtOnce is < 1 or > 1_000 || options.AnalysesAtOnce < 1 || options.AnalysesPerShop < 1
            ? ValidateOptionsResult.Fail(
                "Segmentation:JudgedAtOnce must be 1 to 1,000, so that a batch stays short; Segmentation:AnalysesAtOnce and Segmentation:AnalysesPerShop must be at least 1.")
            : options.WorkingSetBytes < 0 || options.StateWorkingSetBytes < 0 || options.CacheTimeout <= TimeSpan.Zero || options.CacheCooldown < TimeSpan.Zero
            ? ValidateOptionsResult.Fail(
                "Segmentation:WorkingSetBytes, Segmentation:StateWorkingSetBytes and Segmentation:CacheCooldown must not be negative, Segmentation:CacheTimeout must be above zero.")
            : ValidateOptionsResult.Success;
}
