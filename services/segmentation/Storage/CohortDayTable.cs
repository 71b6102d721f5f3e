using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.EventLog.Outbox;
using Automation.Ingestion.V1;
using Automation.Profiles;
using Automation.Segmentation.Profiles;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Which shops have been compared today, and the profiles to compare.</summary>
sealed class CohortDayTable(NpgsqlDataSource database, Outbox outbox)
{
    const int PageProfiles = 500;

    /// <summary>Shops with profiles that have not been compared for a day. One step through the index for each shop.</summary>
    public async Task<List<string>> ReadDueAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            WITH RECURSIVE shops AS (
                (SELECT shop_id FROM profiles ORDER BY shop_id LIMIT 1)
                UNION ALL
                SELECT (SELECT p.shop_id FROM profiles p WHERE p.shop_id > shops.shop_id ORDER BY p.shop_id LIMIT 1)
                FROM shops WHERE shops.shop_id IS NOT NULL)
            SELECT shop_id FROM shops
            WHERE shop_id IS NOT NULL AND NOT EXISTS (SELECT FROM cohort_days d WHERE d.shop_id = shops.shop_id AND d.day >= $1)
            """);
        command.Parameters.Add(new() { Value = day });
        var due = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            due.Add(reader.GetString(0));
        return due;
    }

    /// <summary>Profiles of a shop, page by page, in order of shopper. Damaged ones are left out.</summary>
    public async IAsyncEnumerable<ProfileState> ReadProfilesAsync(
        string shopId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = Guid.Empty;
        for (var count = PageProfiles; count == PageProfiles;)
        {
            var page = new List<ProfileState>();
            await using (var command = database.CreateCommand(
                "SELECT shopper_id, sequence, state FROM profiles WHERE shop_id = $1 AND shopper_id > $2 ORDER BY shopper_id LIMIT $3"))
            {
                foreach (object value in (ReadOnlySpan<object>)[shopId, after, PageProfiles])
                    command.Parameters.Add(new() { Value = value });
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                for (count = 0; await reader.ReadAsync(cancellationToken); count++)
                {
                    after = reader.GetGuid(0);
                    var stored = StoredProfile.Read(new ShopperKey(shopId, after), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
                    if (stored.Damage is null)
                        page.Add(stored.State);
                }
            }
            foreach (var state in page)
                yield return state;
        }
    }

    /// <summary>Tells every partition what a comparison came to, once for a day whichever replicas made one.</summary>
    /// <param name="shopId">The shop.</param>
    /// <param name="day">The day.</param>
    /// <param name="comparison">Null: there is nobody to compare.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it is told; not where it was told for the day already.</returns>
    public async Task<bool> TellAsync(string shopId, DateOnly day, CohortComputed? comparison, CancellationToken cancellationToken)
    {
        if (comparison is null)
            return false;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var claim = new NpgsqlCommand(
            """
            INSERT INTO cohort_days (shop_id, day) VALUES ($1, $2)
            ON CONFLICT (shop_id) DO UPDATE SET day = excluded.day WHERE cohort_days.day < excluded.day
            """,
            connection)
        {
            Parameters = { new() { Value = shopId }, new() { Value = day } },
        };
        if (await claim.ExecuteNonQueryAsync(cancellationToken) == 0)
            return false;
        await Outbox.AddAsync(connection, RowsOf(shopId, day, comparison), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return true;
    }

    static List<OutboxRow> RowsOf(string shopId, DateOnly day, CohortComputed comparison) =>
    [
        .. Enumerable.Range(0, Partitions.Count).Select(partition => new NewControlRecord
        {
            RecordId = $"cohort/{shopId}/{day:yyyy-MM-dd}/{partition}", Partition = partition, ShopId = shopId,
            Record = new ControlRecord { CohortComputed = comparison },
        }.ToOutboxRow()),
    ];
}
