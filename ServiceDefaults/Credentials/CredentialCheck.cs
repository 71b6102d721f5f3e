using Automation.ServiceDefaults.Faults;

namespace Automation.ServiceDefaults.Credentials;

/// <summary>From an authorization header to the caller.</summary>
public sealed class CredentialCheck(ServiceCredential service, IApiKeys keys)
{
    const string BearerScheme = "Bearer ";

    /// <param name="authorization">The header, null when absent.</param>
    /// <param name="shopId">The shop header; only services may send one.</param>
    /// <exception cref="Fault">CREDENTIAL_INVALID.</exception>
    public async ValueTask<Caller> CheckAsync(string? authorization, string? shopId, CancellationToken cancellationToken)
    {
        if (authorization is null)
            throw Refuse("send the header 'authorization: Bearer <key>' with a key of your shop.");
        if (authorization.StartsWith(ServiceCredential.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return service.Matches(authorization.AsSpan(ServiceCredential.Scheme.Length))
                ? new Caller(string.IsNullOrEmpty(shopId) ? null : shopId, IsService: true)
                : throw Refuse("the service credential is not this installation's.");
        }
        if (!authorization.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase))
            throw Refuse("the authorization scheme must be Bearer.");
        var key = authorization[BearerScheme.Length..].Trim();
        // Nobody is asked whom no key at all belongs to: ingestion would call the question malformed.
        var shop = key.Length == 0 ? null : await keys.ResolveAsync(key, cancellationToken);
        return shop is null
            ? throw Refuse("the key is unknown or revoked; create one with ShopService.CreateApiKey.")
            : new Caller(shop, IsService: false);
    }

    static Fault Refuse(string why) => new(FaultReasons.CredentialInvalid, $"Not authenticated: {why}");
}
