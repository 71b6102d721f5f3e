using Microsoft.Extensions.Options;

namespace Automation.Ingestion;

/// <summary>Section <c>Ingestion</c>.</summary>
sealed class IngestionOptions
{
    /// <summary>Events of one commit. More is cheaper each, and a longer wait for those who come just after.</summary>
    public int GroupEvents { get; set; } = 2_000;

    /// <summary>Calls that wait for the next commit before further ones have to queue. Each holds at most 500 KB.</summary>
    public int WaitingRequests { get; set; } = 256;

    /// <summary>Calls that queue there before further ones are refused as too much; a stream waits instead. More bears longer bursts, and costs memory.</summary>
    public int QueuedRequests { get; set; } = 1_000;

    /// <summary>How long an event id is remembered, by the shop clock. Longer costs about 60 bytes for each event.</summary>
    public TimeSpan KeyRetention { get; set; } = TimeSpan.FromDays(8);

    /// <summary>How long it is remembered who changed a cart and which order closed it, by the shop clock, so that the order reaches them. Longer costs about 200 bytes for each cart.</summary>
    public TimeSpan CartRetention { get; set; } = TimeSpan.FromDays(180);

    /// <summary>How often what is older is forgotten, by the shop clock.</summary>
    public TimeSpan PruneInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a resolved shop key is trusted. Longer is fewer look-ups, and later revocation on the other replicas.</summary>
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromSeconds(5);
}

sealed class IngestionOptionsValidator : IValidateOptions<IngestionOptions>
{
    public ValidateOptionsResult Validate(string? name, IngestionOptions options)
    {
        // A batch must fit into one commit whole.
        if (options.GroupEvents < Limits.BatchEvents)
            return ValidateOptionsResult.Fail($"Ingestion:GroupEvents must be at least {Limits.BatchEvents}, a whole batch.");
        if (options.WaitingRequests < Limits.StreamBatches)
            return ValidateOptionsResult.Fail($"Ingestion:WaitingRequests must be at least {Limits.StreamBatches}, the batches of one stream.");
        if (options.QueuedRequests < 0)
            return ValidateOptionsResult.Fail("Ingestion:QueuedRequests must not be negative.");
        if (options.KeyRetention < TimeSpan.FromDays(7))
            return ValidateOptionsResult.Fail("Ingestion:KeyRetention must be at least seven days; senders rely on it for retries.");
        if (options.CartRetention < 2 * Limits.CartHolderRefresh)
            return ValidateOptionsResult.Fail("Ingestion:CartRetention must be at least 60 days; a cart in use is noted once in 30.");
        if (options.PruneInterval <= TimeSpan.Zero || options.KeyLifetime <= TimeSpan.Zero)
            return ValidateOptionsResult.Fail("Ingestion:PruneInterval and Ingestion:KeyLifetime must be above zero.");
        return ValidateOptionsResult.Success;
    }
}
