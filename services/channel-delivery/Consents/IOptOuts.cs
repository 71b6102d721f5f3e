using Automation.ChannelDelivery.Links;
using Automation.Ingestion.V1;

namespace Automation.ChannelDelivery.Consents;

/// <summary>Keeps who used an unsubscribe link, from the answer on and whatever the event log does meanwhile.</summary>
interface IOptOuts
{
    /// <summary>Where the link's message went; null when that was not kept, by a build before there were opt-outs.</summary>
    Task<string?> FindAddressAsync(LinkToken link, CancellationToken cancellationToken);

    /// <summary>Writes an opt-out of the address, or of the shopper where it is not known, and the event that tells of it.</summary>
    /// <param name="link">The link.</param>
    /// <param name="address">Where its message went.</param>
    /// <param name="time">When the withdrawal is said, in whole microseconds.</param>
    /// <param name="told">The event; null: it was told before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task AddAsync(LinkToken link, string? address, DateTimeOffset time, DerivedEvent? told, CancellationToken cancellationToken);

    /// <summary>Whether the event log has an event that was written here.</summary>
    Task<bool> IsToldAsync(DerivedEvent told, CancellationToken cancellationToken);
}
