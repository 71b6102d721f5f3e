using Automation.ChannelDelivery.Consents;
using Automation.Clients.Segmentation;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;

namespace Automation.ChannelDelivery.Sending;

/// <summary>Who a message is for, and where that is.</summary>
/// <param name="Shopper">Null: nothing is known.</param>
/// <param name="Address">In the form of <see cref="ChannelAddresses"/>; null: none that could be used.</param>
sealed record Recipient(Profile? Shopper, string? Address);

/// <summary>
/// Reads profiles of shoppers and of their addresses that include everything recorded before the check began. Who shares an
/// address may be in another partition, so the address has a position of its own.
/// </summary>
sealed class CheckedProfiles(ProfileReader profiles, EventLogService.EventLogServiceClient events)
{
    /// <summary>The recipient of each message of a shop, in order, with what their profiles must include.</summary>
    public async Task<Recipient[]> FindRecipientsAsync(
        string shopId, IReadOnlyList<(Message Message, LogPosition MinPosition)> messages, CancellationToken cancellationToken)
    {
        var shoppers = await profiles.AskAsync(
            shopId, [.. messages.Select(entry => (entry.Message.Shopper, entry.MinPosition))], cancellationToken);
        return [.. messages.Select(entry => shoppers.TryGetValue(entry.Message.Shopper, out var shopper)
            ? new Recipient(shopper, ChannelAddresses.Normalize(entry.Message.Channel, ChannelAddresses.Stated(entry.Message.Channel, shopper)))
            : new Recipient(null, null))];
    }

    /// <summary>The own profile of each address of a channel, in order; null where nobody said anything about it.</summary>
    /// <param name="shopId">The shop.</param>
    /// <param name="addresses">Null where there is none.</param>
    /// <param name="heads">What the profiles must include, of every partition. Empty: by an engine that does not tell.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Profile?[]> FindAddressesAsync(
        string shopId,
        IReadOnlyList<(Channel Channel, string? Address)> addresses,
        IReadOnlyList<LogPosition> heads,
        CancellationToken cancellationToken)
    {
        var subjects = addresses.Select(entry => entry.Address is { } address ? ChannelAddresses.SubjectOf(shopId, entry.Channel, address) : "").ToList();
        var asked = subjects.Where(subject => subject.Length > 0).Distinct().ToList();
        if (asked.Count == 0)
            return new Profile?[addresses.Count];
        if (heads.Count == 0)
            heads = (await events.HeadsAsync(new(), cancellationToken: cancellationToken)).Heads;
        var positions = heads.ToDictionary(head => head.Partition);
        var known = await profiles.AskAsync(
            shopId, [.. asked.Select(subject => (subject, positions[Partitions.Of(shopId, subject)]))], cancellationToken);
        return [.. subjects.Select(known.GetValueOrDefault)];
    }
}
