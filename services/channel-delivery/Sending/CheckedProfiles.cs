using Automation.ChannelDelivery.Consents;
using Automation.Clients.Segmentation;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;

namespace Automation.ChannelDelivery.Sending;

/// <summary>What is known of the shopper of a message and of the address that the shopper has.</summary>
/// <param name="Shopper">Null: nothing.</param>
/// <param name="Address">In the form of <see cref="ChannelAddresses"/>; null: none that could be used.</param>
/// <param name="Subject">The address's own profile; null: nobody said anything about it.</param>
sealed record CheckedProfile(Profile? Shopper, string? Address, Profile? Subject);

/// <summary>
/// Reads profiles of shoppers and of their addresses that include everything recorded before the check began. Who shares an
/// address may be in another partition, so the address has a position of its own.
/// </summary>
sealed class CheckedProfiles(ProfileReader profiles, EventLogService.EventLogServiceClient events)
{
    /// <summary>One for each message, in order.</summary>
    /// <param name="shopId">The shop.</param>
    /// <param name="messages">Messages of the shop, with what their shoppers' profiles must include.</param>
    /// <param name="heads">What the addresses' profiles must include, of every partition. Empty: by an engine that does not tell.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<CheckedProfile[]> AskAsync(
        string shopId,
        IReadOnlyList<(Message Message, LogPosition MinPosition)> messages,
        IReadOnlyList<LogPosition> heads,
        CancellationToken cancellationToken)
    {
        var shoppers = await profiles.AskAsync(
            shopId, [.. messages.Select(entry => (entry.Message.Shopper, entry.MinPosition))], cancellationToken);
        var addresses = messages.Select(entry => AddressOf(shoppers, entry.Message)).ToList();
        var subjects = messages.Select((entry, at) => addresses[at] is { } address
            ? ChannelAddresses.SubjectOf(shopId, entry.Message.Channel, address)
            : null).ToList();
        var known = await AskSubjectsAsync(shopId, [.. subjects.OfType<string>().Distinct()], heads, cancellationToken);
        return [.. messages.Select((entry, at) => new CheckedProfile(
            shoppers.GetValueOrDefault(entry.Message.Shopper),
            addresses[at],
            subjects[at] is { } subject ? known.GetValueOrDefault(subject) : null))];
    }

    async Task<Dictionary<string, Profile>> AskSubjectsAsync(
        string shopId, IReadOnlyList<string> subjects, IReadOnlyList<LogPosition> heads, CancellationToken cancellationToken)
    {
        if (subjects.Count == 0)
            return [];
        if (heads.Count == 0)
            heads = (await events.HeadsAsync(new(), cancellationToken: cancellationToken)).Heads;
        var sequences = heads.ToDictionary(head => head.Partition, head => head.Sequence);
        return await profiles.AskAsync(
            shopId,
            [.. subjects.Select(subject => (subject, PositionIn(Partitions.Of(shopId, subject))))],
            cancellationToken);

        LogPosition PositionIn(int partition) => new() { Partition = partition, Sequence = sequences[partition] };
    }

    static string? AddressOf(Dictionary<string, Profile> shoppers, Message message) =>
        shoppers.TryGetValue(message.Shopper, out var shopper)
            ? ChannelAddresses.Normalize(message.Channel, ChannelAddresses.Stated(message.Channel, shopper))
            : null;
}
