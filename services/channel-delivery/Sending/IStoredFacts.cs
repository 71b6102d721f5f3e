using Automation.ChannelDelivery.Policies;

namespace Automation.ChannelDelivery.Sending;

/// <summary>What this service knows itself of some messages of one shop, in their order.</summary>
sealed record StoredFacts(ShopPolicy Policy, bool[] IsSuppressed, DateTimeOffset?[] OptOutTimes, int[] RecentCounts);

/// <summary>Reads what the rules look at and this service keeps.</summary>
interface IStoredFacts
{
    /// <param name="shopId">The shop.</param>
    /// <param name="messages">Messages of the shop, with the address of each; null: it has none that could be used.</param>
    /// <param name="now">Shop clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<StoredFacts> ReadAsync(
        string shopId, IReadOnlyList<(Message Message, string? Address)> messages, DateTimeOffset now, CancellationToken cancellationToken);
}
