using System.Security.Cryptography;
using System.Text;
using Automation.ChannelDelivery.Links;
using Automation.ChannelDelivery.Sending;
using Automation.Commerce.V1;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>Addresses that were refused for good, kept as keyed hashes: they survive an erasure and name nobody.</summary>
sealed class Suppressions(IOptions<LinksOptions> options)
{
    readonly byte[] _key = LinkKeys.Derive(options.Value.SigningKey, "suppressions");

    /// <summary>The hash of an address in a shop; letters' case makes no other mailbox in practice.</summary>
    byte[] HashOf(string shopId, Channel channel, string address) => HMACSHA256.HashData(
        _key, Encoding.UTF8.GetBytes($"{shopId}\n{(int)channel}\n{address.ToLowerInvariant()}"));

    /// <summary>The question which addresses of a shop are suppressed, as part of a batch; <see cref="ReadAsync"/> reads the answer.</summary>
    public NpgsqlBatchCommand Select(string shopId, IReadOnlyList<(Channel Channel, string Address)> addresses) => new("""
        SELECT asked.number::int FROM unnest($2, $3) WITH ORDINALITY AS asked (channel, address_hash, number)
        JOIN suppressions s ON s.shop_id = $1 AND s.channel = asked.channel AND s.address_hash = asked.address_hash
        """)
    {
        Parameters =
        {
            new() { Value = shopId },
            new() { Value = addresses.Select(entry => (short)entry.Channel).ToArray() },
            new() { Value = addresses.Select(entry => HashOf(shopId, entry.Channel, entry.Address)).ToArray() },
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
        var hash = HashOf(message.ShopId, message.Channel, address);
        object[] values = [message.ShopId, (short)message.Channel, hash, settlement.Reason, message.MessageId, settlement.Note.Time];
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
