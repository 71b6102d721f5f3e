namespace Automation.Ingestion.Shops;

/// <summary>Shops and their keys on disk.</summary>
interface IShopStore
{
    Task<bool> HasAsync(string shopId, CancellationToken cancellationToken);

    /// <summary>The shop whose key has this hash; null when no key has it, or the key was revoked.</summary>
    Task<string?> FindByKeyAsync(byte[] secretHash, CancellationToken cancellationToken);
}
