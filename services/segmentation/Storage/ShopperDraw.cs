using Automation.Profiles.Customers;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.V1;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Draws shoppers of a shop.</summary>
sealed class ShopperDraw(NpgsqlDataSource database)
{
    /// <summary>Shoppers of the shop, and subjects who are none: addresses that something was said about.</summary>
    public async Task<long> CountAsync(string shopId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM profiles WHERE shop_id = $1");
        command.Parameters.Add(new() { Value = shopId });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Of a partition each so-many-th: by a hash, so that neither old nor new shoppers are preferred, and the same ones each time.</summary>
    public async Task<List<Profile>> ReadAsync(string shopId, int partition, long each, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var cohort = (await CohortTable.ReadShopAsync(connection, shopId, cancellationToken)).GetValueOrDefault(partition);
        await using var command = new NpgsqlCommand(
            """
            SELECT shopper_id, sequence, state FROM profiles
            WHERE shop_id = $1 AND partition = $2 AND mod(hashtextextended(shopper_id::text, 7), $3) = 0 ORDER BY shopper_id
            """,
            connection);
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = (short)partition });
        command.Parameters.Add(new() { Value = each });
        var found = new List<Profile>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var shopper = new ShopperKey(shopId, reader.GetGuid(0));
            // A damaged one is in no segment.
            if (StoredProfile.Read(shopper, reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)) is { Damage: null } stored)
            {
                if (cohort is not null)
                    CustomerStanding.Judge(stored.State, cohort.Comparison, cohort.Sequence);
                found.Add(stored.State.Profile);
            }
        }
        return found;
    }
}
