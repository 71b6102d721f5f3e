using Automation.ChannelDelivery.Policies;
using Automation.ChannelDelivery.Sending;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>One round trip where no cap has to be counted.</summary>
sealed class SendFactStore(NpgsqlDataSource database, Suppressions suppressions, MessageLedger ledger) : IStoredFacts
{
    public async Task<StoredFacts> ReadAsync(
        string shopId, IReadOnlyList<(Message Message, string? Address)> messages, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (policy, isSuppressed) = await ReadBatchAsync(shopId, messages, cancellationToken);
        var recentCounts = new int[messages.Count];
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index].Message;
            if (SendRules.IsMarketing(message.Purpose) && policy.CapOf(message.Channel) is { } cap)
                recentCounts[index] = await ledger.CountRecentAsync(message, now - cap.Window, cancellationToken);
        }
        return new StoredFacts(policy, isSuppressed, recentCounts);
    }

    async Task<(ShopPolicy Policy, bool[] IsSuppressed)> ReadBatchAsync(
        string shopId, IReadOnlyList<(Message Message, string? Address)> messages, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(PolicyStore.Select(shopId));
        batch.BatchCommands.Add(suppressions.Select(shopId, [.. messages.Select(entry => (entry.Message.Channel, entry.Address ?? ""))]));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var policy = await PolicyStore.ReadAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return (policy, await Suppressions.ReadAsync(reader, messages.Count, cancellationToken));
    }
}
