using Automation.ServiceDefaults.Clocks;
using Npgsql;
using NpgsqlTypes;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Which shops' marketing is stopped. Every check before a send sees a change that was committed before it began, by the counter of the registry.</summary>
sealed class MarketingStore(NpgsqlDataSource database, [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime)
{
    const string Rise = "UPDATE catalog_changes SET counter = counter + 1";

    /// <returns>Since when it is stopped.</returns>
    public async Task<DateTimeOffset> StopAsync(string shopId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // One transaction, in which the second statement comes whether or not the first changed anything.
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("INSERT INTO stopped_marketing (shop_id, pause_time) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        {
            Parameters = { new() { Value = shopId }, new() { Value = shopTime.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz } },
        });
        batch.BatchCommands.Add(new(Rise));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return await FindAsync(shopId, cancellationToken) ?? shopTime.GetUtcNow();
    }

    public async Task ResumeAsync(string shopId, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("DELETE FROM stopped_marketing WHERE shop_id = $1") { Parameters = { new() { Value = shopId } } });
        batch.BatchCommands.Add(new(Rise));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Since when it is stopped; null: it is not.</summary>
    public async Task<DateTimeOffset?> FindAsync(string shopId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT pause_time FROM stopped_marketing WHERE shop_id = $1");
        command.Parameters.Add(new() { Value = shopId });
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime found ? new DateTimeOffset(found) : null;
    }
}
