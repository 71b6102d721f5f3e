using Microsoft.Extensions.Options;

namespace Automation.ChannelDelivery.Links;

/// <summary>Section <c>Links</c>.</summary>
sealed class LinksOptions
{
    /// <summary>
    /// Secret that links are signed with, at least 32 characters. A new one ends every link sent and forgets which
    /// addresses were refused for good or opted out by a link, for their hashes are keyed by it; what the event log was told remains.
    /// </summary>
    public string SigningKey { get; set; } = "";

    /// <summary>Where shoppers reach the gateway, for example <c>https://go.example.com</c>; links are below it.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>How long a recover link leads to the cart, on the shop clock. Longer serves late readers, and keeps old mails useful to whoever finds them.</summary>
    public TimeSpan RecoverLifetime { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long an unsubscribing shopper waits for the event to be recorded before the answer comes anyway; it is stored by then.</summary>
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromSeconds(2);
}

sealed class LinksOptionsValidator : IValidateOptions<LinksOptions>
{
    public ValidateOptionsResult Validate(string? name, LinksOptions options)
    {
        if (options.SigningKey.Length < 32)
            return ValidateOptionsResult.Fail("Links:SigningKey must have at least 32 characters.");
        if (!Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            || url.Query.Length + url.Fragment.Length + url.UserInfo.Length > 0)
        {
            return ValidateOptionsResult.Fail(
                "Links:PublicUrl must be the gateway's address as shoppers reach it, http or https, without user, query or fragment.");
        }
        if (options.RecoverLifetime <= TimeSpan.Zero || options.AckTimeout < TimeSpan.Zero)
            return ValidateOptionsResult.Fail("Links:RecoverLifetime must be above zero and Links:AckTimeout not below.");
        return ValidateOptionsResult.Success;
    }
}
