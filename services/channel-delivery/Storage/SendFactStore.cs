using Automation.ChannelDelivery.Policies;
using Automation.ChannelDelivery.Sending;
using Automation.ServiceDefaults.Database;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>One round trip where no cap has to be counted.</summary>
sealed class SendFactStore(
    [FromKeyedServices(DatabasePools.Work)] NpgsqlDataSource database, Suppressions suppressions, OptOuts optOuts, MessageLedger ledger) : IStoredFacts
{
    public async Task<StoredFacts> ReadAsync(
        string shopId, IReadOnlyList<(Message Message, string? Address)> messages, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var stored = await ReadBatchAsync(shopId, messages, cancellationToken);
        for (var index = 0; index < messages.Count; index++)
        {
            var (message, address) = messages[index];
            if (AddressDecision.IsMarketing(message.Purpose) && stored.Policy.CapOf(message.Channel) is { } cap)
                stored.RecentCounts[index] = await ledger.CountRecentAsync(message, address, now - cap.Window, cancellationToken);
        }
        return stored;
    }

    async Task<StoredFacts> ReadBatchAsync(
        string shopId, IReadOnlyList<(Message Message, string? Address)> messages, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(PolicyStore.Select(shopId));
        batch.BatchCommands.Add(suppressions.Select(shopId, messages));
        batch.BatchCommands.Add(optOuts.Select(shopId, messages));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var policy = await PolicyStore.ReadAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var isSuppressed = await Suppressions.ReadAsync(reader, messages.Count, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var optOutTimes = await OptOuts.ReadAsync(reader, messages.Count, cancellationToken);
        return new StoredFacts(policy, isSuppressed, optOutTimes, new int[messages.Count]);
    }
}
