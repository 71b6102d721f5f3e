using Automation.ChannelDelivery.Consents;
using Automation.ChannelDelivery.Links;
using Automation.ChannelDelivery.Sending;
using Automation.Clients.Ingestion;
using Automation.EventLog.Outbox;
using Automation.Ingestion.V1;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>Opt-outs by address hash; of several the latest counts.</summary>
sealed class OptOuts(NpgsqlDataSource database, AddressHashes hashes, Outbox outbox) : IOptOuts
{
    const string Upsert = """
        INSERT INTO opt_outs (shop_id, channel, address_hash, message_id, opt_out_time) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (shop_id, channel, address_hash) DO UPDATE
        SET message_id = excluded.message_id, opt_out_time = excluded.opt_out_time
        WHERE opt_outs.opt_out_time < excluded.opt_out_time
        """;

    /// <summary>The question for the opt-outs of addresses, as part of a batch; <see cref="ReadAsync"/> reads the answer.</summary>
    public NpgsqlBatchCommand Select(string shopId, IReadOnlyList<(Message Message, string? Address)> messages) => new("""
        SELECT asked.number::int, max(o.opt_out_time)
        FROM unnest($2, $3, $4) WITH ORDINALITY AS asked (channel, address_hash, shopper_hash, number)
        JOIN opt_outs o ON o.shop_id = $1 AND o.channel = asked.channel AND o.address_hash IN (asked.address_hash, asked.shopper_hash)
        GROUP BY asked.number
        """)
    {
        Parameters =
        {
            new() { Value = shopId },
            new() { Value = messages.Select(entry => (short)entry.Message.Channel).ToArray() },
            new() { Value = messages.Select(entry => hashes.Of(shopId, entry.Message.Channel, entry.Address ?? "")).ToArray() },
            new() { Value = messages.Select(entry => hashes.Of(shopId, entry.Message.Channel, entry.Message.ShopperId)).ToArray() },
        },
    };

    /// <summary>When each of so many addresses opted out, in their order; null: it did not.</summary>
    public static async Task<DateTimeOffset?[]> ReadAsync(NpgsqlDataReader reader, int count, CancellationToken cancellationToken)
    {
        var found = new DateTimeOffset?[count];
        while (await reader.ReadAsync(cancellationToken))
            found[reader.GetInt32(0) - 1] = reader.GetFieldValue<DateTimeOffset>(1);
        return found;
    }

    public async Task<string?> FindAddressAsync(LinkToken link, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT address FROM messages WHERE shop_id = $1 AND message_id = $2");
        command.Parameters.Add(new() { Value = link.ShopId });
        command.Parameters.Add(new() { Value = link.MessageId });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    public async Task AddAsync(
        LinkToken link, string? address, DateTimeOffset time, DerivedEvent? told, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(Upsert, connection, transaction))
        {
            var hash = address is null
                ? hashes.Of(link.ShopId, link.Channel, link.ShopperId)
                : hashes.Of(link.ShopId, link.Channel, address);
            foreach (var value in new object[] { link.ShopId, (short)link.Channel, hash, link.MessageId, time })
                command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        if (told is not null)
            await Outbox.AddAsync(connection, [told.ToOutboxRow()], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
    }

    public async Task<bool> IsToldAsync(DerivedEvent told, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT 1 FROM outbox WHERE shop_id = $1 AND event_id = $2");
        command.Parameters.Add(new() { Value = told.ShopId });
        command.Parameters.Add(new() { Value = told.Event.EventId });
        return await command.ExecuteScalarAsync(cancellationToken) is null;
    }
}
