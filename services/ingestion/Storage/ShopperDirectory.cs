using Automation.Ingestion.Admission;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <summary>Who is a shopper of a shop, and where their events are.</summary>
sealed class ShopperDirectory(NpgsqlDataSource database)
{
    /// <summary>The shopper's partition; null when the shop has no such shopper.</summary>
    public async Task<int?> PartitionOfAsync(string shopId, Guid shopperId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT partition FROM shoppers WHERE shop_id = $1 AND shopper_id = $2");
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = shopperId });
        return await command.ExecuteScalarAsync(cancellationToken) is short partition ? partition : null;
    }

    /// <summary>Whom an identifier names; null when nobody.</summary>
    public async Task<(Guid ShopperId, int Partition)?> FindAsync(Identity identity, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT shopper_id, partition FROM identities JOIN shoppers USING (shop_id, shopper_id)
            WHERE shop_id = $1 AND kind = $2 AND value = $3
            """);
        command.Parameters.Add(new() { Value = identity.ShopId });
        command.Parameters.Add(new() { Value = (short)identity.Kind });
        command.Parameters.Add(new() { Value = identity.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetGuid(0), reader.GetInt16(1)) : null;
    }
}
