using Automation.Segmentation.Intake;
using Automation.Segmentation.Profiles;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Segmentation.Storage;

/// <summary>
/// Table <c>profiles</c>. Both hot statements carry whole arrays: one round trip however many profiles. (A temporary
/// staging table would have to be created in every turn, because the pool resets a connection when it is returned.)
/// </summary>
sealed class ProfileTable(NpgsqlDataSource database)
{
    public static async Task<Dictionary<ShopperKey, ProfileState>> ReadAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<ShopperKey> shoppers, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT p.shop_id, p.shopper_id, p.state
            FROM unnest($1, $2) AS wanted (shop_id, shopper_id)
            JOIN profiles p ON p.shop_id = wanted.shop_id AND p.shopper_id = wanted.shopper_id
            """,
            transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = shoppers.Select(shopper => shopper.ShopId).ToArray() },
                new() { Value = shoppers.Select(shopper => shopper.ShopperId).ToArray() },
            },
        };
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Those of a shop that there are.</summary>
    public async Task<Dictionary<ShopperKey, ProfileState>> ReadAsync(
        string shopId, IReadOnlyCollection<Guid> shopperIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT shop_id, shopper_id, state FROM profiles WHERE shop_id = $1 AND shopper_id = ANY($2)");
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = shopperIds.ToArray() });
        return await ReadAsync(command, cancellationToken);
    }

    public static async Task WriteAsync(
        NpgsqlTransaction transaction, IReadOnlyList<FoldedProfile> profiles, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO profiles (shop_id, shopper_id, partition, sequence, state)
            SELECT * FROM unnest($1, $2, $3, $4, $5)
            ON CONFLICT (shop_id, shopper_id) DO UPDATE SET sequence = excluded.sequence, state = excluded.state
            """,
            transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = profiles.Select(profile => profile.Shopper.ShopId).ToArray() },
                new() { Value = profiles.Select(profile => profile.Shopper.ShopperId).ToArray() },
                new() { Value = profiles.Select(profile => (short)profile.Partition).ToArray() },
                new() { Value = profiles.Select(profile => profile.State.Profile.Position.Sequence).ToArray() },
                new() { Value = profiles.Select(profile => profile.Bytes).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static async Task<Dictionary<ShopperKey, ProfileState>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var states = new Dictionary<ShopperKey, ProfileState>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var shopper = new ShopperKey(reader.GetString(0), reader.GetGuid(1));
            states[shopper] = ProfileState.Parser.ParseFrom(reader.GetFieldValue<byte[]>(2));
        }
        return states;
    }
}
