namespace Automation.Recommendations.Links;

/// <summary>
/// The hosts of a shop: its storefront's and those below it, with or without <c>www.</c> before it. Links of suggestions lead
/// nowhere else.
/// </summary>
sealed class ShopHosts
{
    const string Www = "www.";

    readonly string? _host;
    readonly bool _isName;

    /// <param name="storefrontUrl">Empty or no address on the web: the shop has no host.</param>
    public ShopHosts(string storefrontUrl)
    {
        if (OnTheWeb(storefrontUrl) is not { } storefront)
            return;
        _isName = storefront.HostNameType is UriHostNameType.Dns;
        var host = HostOf(storefront);
        _host = _isName && host.StartsWith(Www, StringComparison.Ordinal) ? host[Www.Length..] : host;
    }

    /// <summary>The address as browsers read it when it leads to the shop; null otherwise.</summary>
    public string? Within(string url)
    {
        if (_host is null || OnTheWeb(url) is not { UserInfo: "" } address)
            return null;
        var host = HostOf(address);
        var isWithin = host == _host || (_isName && host.EndsWith($".{_host}", StringComparison.Ordinal));
        return isWithin ? address.AbsoluteUri : null;
    }

    static Uri? OnTheWeb(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 ? uri : null;

    // A dot at the end names the same host.
    static string HostOf(Uri uri) => uri.IdnHost.ToLowerInvariant().TrimEnd('.');
}
