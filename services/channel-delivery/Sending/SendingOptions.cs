using Automation.ChannelDelivery.Channels.Email;
using Microsoft.Extensions.Options;

namespace Automation.ChannelDelivery.Sending;

/// <summary>Section <c>Sending</c>.</summary>
sealed class SendingOptions
{
    /// <summary>Messages sent at the same time by this process, each over its own connection. More is faster until the mail server is the limit.</summary>
    public int Workers { get; set; } = 4;

    /// <summary>
    /// Messages that a worker claims and checks at once, 1 to 100. More is fewer questions; also more that wait behind each other
    /// while other workers are idle, and more to check again when sends are slow.
    /// </summary>
    public int BatchSize { get; set; } = 10;

    /// <summary>
    /// How long a claimed message belongs to its worker before its send begins, on the real clock; renewed while the worker
    /// works on it. Shorter lets others take over sooner what a vanished or stuck worker left; at least 2 s.
    /// </summary>
    public TimeSpan Claim { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a message that is being sent belongs to its worker, on the real clock; after that its outcome is unclear.
    /// Shorter finds a vanished worker sooner; must exceed Email:MessageTimeout by at least 2 s.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often one of the workers without work looks for messages that came due or were given back. Longer is fewer queries and later sends.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Wait after the first try that the provider did not take; doubled each time. The wait for a peer of the suite is this long, too.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two tries.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Tries before a message fails. 16 with the delays above are about one hour and a half.</summary>
    public int MaxAttempts { get; set; } = 16;

    /// <summary>
    /// How long a message is kept after its end, with all that was decided about it, by the shop clock. Longer costs some 2 KB for each and
    /// keeps links of old mails; at least 100 days, since a dispatch that is read again must find it.
    /// </summary>
    public TimeSpan MessageRetention { get; set; } = TimeSpan.FromDays(400);
}

sealed class SendingOptionsValidator(IOptions<EmailOptions> email) : IValidateOptions<SendingOptions>
{
    public ValidateOptionsResult Validate(string? name, SendingOptions options)
    {
        if (options.Workers is < 1 or > 64 || options.BatchSize is < 1 or > 100)
            return ValidateOptionsResult.Fail("Sending:Workers must be 1 to 64 and Sending:BatchSize 1 to 100.");
        if (options.Lease < email.Value.MessageTimeout + TimeSpan.FromSeconds(2))
            return ValidateOptionsResult.Fail("Sending:Lease must exceed Email:MessageTimeout by at least 2 s, or a slow send is taken for a lost one.");
        if (options.Claim < TimeSpan.FromSeconds(2))
            return ValidateOptionsResult.Fail("Sending:Claim must be at least 2 s, or workers take messages from each other.");
        if (options.PollInterval <= TimeSpan.Zero || options.RetryDelay <= TimeSpan.Zero || options.MaxRetryDelay < options.RetryDelay)
            return ValidateOptionsResult.Fail("Sending:PollInterval and RetryDelay must be above zero and MaxRetryDelay not below RetryDelay.");
        // WorkflowEngine:DispatchRetention is 90 days.
        if (options.MessageRetention < TimeSpan.FromDays(100))
            return ValidateOptionsResult.Fail("Sending:MessageRetention must be at least 100 days, longer than the engine keeps dispatches, or one that is read again is sent again.");
        return options.MaxAttempts < 1
            ? ValidateOptionsResult.Fail("Sending:MaxAttempts must be at least 1.")
            : ValidateOptionsResult.Success;
    }
}
