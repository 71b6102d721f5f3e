using Automation.Segmentation.Profiles;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>
/// Table <c>profiles</c>. Both hot statements carry whole arrays: one round trip however many profiles. (A temporary
/// staging table would have to be created in every transaction, because the pool resets a connection when it is returned.)
/// </summary>
sealed class ProfileTable(NpgsqlDataSource database)
{
    static readonly string s_readWanted =
        $"""
        SELECT {ProfileColumns.Stored.NamesOf("p")}
        FROM unnest($1, $2) AS wanted (shop_id, shopper_id)
        JOIN profiles p ON p.shop_id = wanted.shop_id AND p.shopper_id = wanted.shopper_id
        """;

    static readonly string s_write =
        $"""
        {ProfileColumns.All.Insert}
        ON CONFLICT ({ProfileColumns.Key.Names}) DO UPDATE SET {ProfileColumns.Folded.SetFrom("excluded")}
        """;

    public static async Task<Dictionary<ShopperKey, StoredProfile>> ReadAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<ShopperKey> shoppers, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_readWanted, transaction.Connection, transaction)
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
    public async Task<Dictionary<ShopperKey, StoredProfile>> ReadAsync(
        string shopId, IReadOnlyCollection<Guid> shopperIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"SELECT {ProfileColumns.Stored.Names} FROM profiles WHERE shop_id = $1 AND shopper_id = ANY($2)");
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = shopperIds.ToArray() });
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Who has a profile in a shop, by id, behind one.</summary>
    public async Task<List<Guid>> ListAsync(string shopId, Guid after, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT shopper_id FROM profiles WHERE shop_id = $1 AND shopper_id > $2 ORDER BY shopper_id LIMIT $3");
        foreach (object value in (ReadOnlySpan<object>)[shopId, after, count])
            command.Parameters.Add(new() { Value = value });
        var found = new List<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetGuid(0));
        return found;
    }

    public static async Task WriteAsync(
        NpgsqlTransaction transaction, IReadOnlyList<FoldedProfile> profiles, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_write, transaction.Connection, transaction);
        ProfileColumns.All.AddArrays(command.Parameters, profiles);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static async Task<Dictionary<ShopperKey, StoredProfile>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var profiles = new Dictionary<ShopperKey, StoredProfile>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = ProfileColumns.Stored.Of(reader);
        while (await reader.ReadAsync(cancellationToken))
        {
            var shopper = new ShopperKey(row.Get(ProfileColumns.ShopId), row.Get(ProfileColumns.ShopperId));
            profiles[shopper] = StoredProfile.Read(shopper, row.Get(ProfileColumns.Sequence), row.Get(ProfileColumns.State));
        }
        return profiles;
    }
}
