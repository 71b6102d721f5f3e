namespace Automation.ServiceDefaults.Credentials;

/// <summary>Knows which shop a key opens. Ingestion has the keys; every other service asks it.</summary>
public interface IApiKeys
{
    /// <summary>The shop; null for an unknown or revoked key.</summary>
    ValueTask<string?> ResolveAsync(string secret, CancellationToken cancellationToken);
}
