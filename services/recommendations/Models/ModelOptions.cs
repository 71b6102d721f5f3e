using Microsoft.Extensions.Options;

namespace Automation.Recommendations.Models;

/// <summary>Section <c>Models</c>: what the models of visits and orders remember.</summary>
sealed class ModelOptions
{
    /// <summary>How long interactions are kept in the database, on the shop clock. At least a day.</summary>
    public TimeSpan Kept { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Visits of one shop in memory, and as many orders; the oldest go first. 1,000 to 10,000,000.</summary>
    public int SessionsOfShop { get; set; } = 200_000;

    /// <summary>
    /// Items in all sessions of all shops in memory, some 60 bytes each; beyond it the oldest of the largest shop go. At least 10,000.
    /// </summary>
    public long Items { get; set; } = 4_000_000;

    /// <summary>Interactions of each partition that a process reads when it starts. 1,000 to 10,000,000.</summary>
    public int ReadAtStart { get; set; } = 125_000;

    /// <summary>How often new interactions are read, on the real clock. Longer is fewer queries and later answers; at least 50 ms.</summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(1);
}

sealed class ModelOptionsValidator : IValidateOptions<ModelOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelOptions options)
    {
        if (options.Kept < TimeSpan.FromDays(1))
            return ValidateOptionsResult.Fail("Models:Kept must be at least a day, or the models have nothing to learn from.");
        if (options.SessionsOfShop is < 1_000 or > 10_000_000 || options.ReadAtStart is < 1_000 or > 10_000_000)
            return ValidateOptionsResult.Fail("Models:SessionsOfShop and Models:ReadAtStart must be 1,000 to 10,000,000.");
        if (options.Items < 10_000)
            return ValidateOptionsResult.Fail("Models:Items must be at least 10,000.");
        return options.RefreshInterval < TimeSpan.FromMilliseconds(50)
            ? ValidateOptionsResult.Fail("Models:RefreshInterval must be at least 50 ms.")
            : ValidateOptionsResult.Success;
    }
}
