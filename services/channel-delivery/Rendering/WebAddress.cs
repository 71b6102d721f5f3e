namespace Automation.ChannelDelivery.Rendering;

/// <summary>Addresses that a mailbox may open.</summary>
static class WebAddress
{
    // As contracts allow; spelled in ASCII an address may have grown.
    const int MaxLength = 2_048;

    /// <summary>The address, spelled in ASCII; null when it is not one on the web, above all when a browser would run it.</summary>
    public static string? Of(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && uri.AbsoluteUri.Length <= MaxLength
            ? uri.AbsoluteUri
            : null;
}
