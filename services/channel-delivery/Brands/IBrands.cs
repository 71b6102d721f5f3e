using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Brands;

/// <summary>The brands of shops, as messages are rendered with them.</summary>
interface IBrands
{
    /// <summary>A shop's brand, not older than a second; an empty one where none was put.</summary>
    Task<Brand> FindAsync(string shopId, CancellationToken cancellationToken);
}
