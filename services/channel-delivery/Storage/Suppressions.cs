using Automation.ChannelDelivery.Sending;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>Addresses that were refused for good, whoever of the shop's shoppers has them.</summary>
sealed class Suppressions(AddressHashes hashes)
{
    /// <summary>The question which addresses of a shop are suppressed, as part of a batch; <see cref="ReadAsync"/> reads the answer.</summary>
    public NpgsqlBatchCommand Select(string shopId, IReadOnlyList<(Message Message, string? Address)> messages) => new("""
        SELECT asked.number::int FROM unnest($2, $3) WITH ORDINALITY AS asked (channel, address_hash, number)
        JOIN suppressions s ON s.shop_id = $1 AND s.channel = asked.channel AND s.address_hash = asked.address_hash
        """)
    {
        Parameters =
        {
            new() { Value = shopId },
            new() { Value = messages.Select(entry => (short)entry.Message.Channel).ToArray() },
            new() { Value = messages.Select(entry => hashes.Of(shopId, entry.Message.Channel, entry.Address ?? "")).ToArray() },
        },
    };

    /// <summary>Whether each of so many addresses is suppressed, in their order.</summary>
    public static async Task<bool[]> ReadAsync(NpgsqlDataReader reader, int count, CancellationToken cancellationToken)
    {
        var found = new bool[count];
        while (await reader.ReadAsync(cancellationToken))
            found[reader.GetInt32(0) - 1] = true;
        return found;
    }

    /// <summary>Suppresses an address in the open transaction of a connection.</summary>
    public async Task AddAsync(
        NpgsqlConnection connection, Message message, string address, Settlement settlement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO suppressions (shop_id, channel, address_hash, reason, message_id, create_time)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
            """, connection);
        var hash = hashes.Of(message.ShopId, message.Channel, address);
        object[] values = [message.ShopId, (short)message.Channel, hash, settlement.Reason, message.MessageId, settlement.Note.Time];
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
