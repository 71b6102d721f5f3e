using Automation.ChannelDelivery.Consents;
using Automation.Clients.Segmentation;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Segmentation.V1;

namespace Automation.ChannelDelivery.Sending;

/// <summary>Who a message is for, where that is, and what is known of both.</summary>
/// <param name="Shopper">Null: nothing is known.</param>
/// <param name="Address">In the form of <see cref="ChannelAddresses"/>; null: none that could be used.</param>
/// <param name="AddressProfile">What anybody said about the address; null: nobody said anything.</param>
sealed record Recipient(Profile? Shopper, string? Address, Profile? AddressProfile);

/// <summary>
/// Reads profiles of shoppers and of their addresses that include everything recorded before the check began. Who shares an
/// address may be in another partition, so the address has a position of its own.
/// </summary>
sealed class CheckedProfiles(ProfileReader profiles)
{
    /// <summary>The recipient of each message of a shop, in order.</summary>
    /// <param name="shopId">The shop.</param>
    /// <param name="messages">Messages of the shop, with what their shoppers' profiles must include.</param>
    /// <param name="heads">What the profiles of addresses must include, by partition.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Recipient[]> FindAsync(
        string shopId,
        IReadOnlyList<(Message Message, LogPosition MinPosition)> messages,
        IReadOnlyList<LogPosition> heads,
        CancellationToken cancellationToken)
    {
        // Where a copy of any age says that the address is, is most often where it is: one question instead of two.
        var copies = await profiles.ReadCopiesAsync(shopId, [.. messages.Select(entry => entry.Message.Shopper)], cancellationToken);
        var guessed = messages.Zip(copies, (entry, copy) => SubjectOf(entry.Message, AddressOf(entry.Message, copy)))
            .OfType<string>().ToHashSet();
        var known = await profiles.AskAsync(
            shopId,
            [.. messages.Select(entry => (entry.Message.Shopper, entry.MinPosition)), .. guessed.Select(PlaceOf)],
            cancellationToken);

        var shoppers = messages.Select(entry => known.GetValueOrDefault(entry.Message.Shopper)).ToList();
        var addresses = messages.Zip(shoppers, (entry, shopper) => AddressOf(entry.Message, shopper)).ToList();
        var subjects = messages.Zip(addresses, (entry, address) => SubjectOf(entry.Message, address)).ToList();
        var others = subjects.OfType<string>().Where(subject => !guessed.Contains(subject)).Distinct().ToList();
        if (others.Count > 0)
        {
            foreach (var (subject, profile) in await profiles.AskAsync(shopId, [.. others.Select(PlaceOf)], cancellationToken))
                known[subject] = profile;
        }
        return [.. messages.Select((_, at) => new Recipient(
            shoppers[at], addresses[at], subjects[at] is { } subject ? known.GetValueOrDefault(subject) : null))];

        (string Subject, LogPosition MinPosition) PlaceOf(string subject) => (subject, heads[Partitions.Of(shopId, subject)]);
    }

    static string? AddressOf(Message message, Profile? shopper) => shopper is null
        ? null
        : ChannelAddresses.Normalize(message.Channel, ChannelAddresses.Stated(message.Channel, shopper));

    static string? SubjectOf(Message message, string? address) => address is null
        ? null
        : ChannelAddresses.SubjectOf(message.ShopId, message.Channel, address);
}
