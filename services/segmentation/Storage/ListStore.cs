using Automation.Segmentation.Lists;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Faults;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Keeps lists. Who is in them follows from the log. Changes of one shop's lists and segments come one after the other.</summary>
sealed class ListStore(NpgsqlDataSource database, [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime)
{
    const string Columns = "list_id, display_name, revision, create_time, archive_time";

    /// <summary>Creates a list, renames it, or brings an archived one back.</summary>
    public async Task<StoredList> PutAsync(string shopId, string listId, string displayName, string etag, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await SegmentStore.BeginAsync(connection, shopId, cancellationToken);
        var former = await FindAsync(connection, shopId, listId, cancellationToken);
        RequireEtag(former, listId, etag);
        if (former is { ArchiveTime: null } && former.DisplayName == displayName)
            return former;
        if (former is null)
            await RequireRoomAsync(connection, shopId, cancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            INSERT INTO lists (shop_id, list_id, display_name, revision, create_time) VALUES ($1, $2, $3, 1, $4)
            ON CONFLICT (shop_id, list_id) DO UPDATE SET display_name = $3, revision = lists.revision + 1, archive_time = NULL
            RETURNING {Columns}
            """,
            connection);
        var stored = (await ReadAsync(command, cancellationToken, shopId, listId, displayName, shopTime.GetUtcNow()))[0];
        await transaction.CommitAsync(cancellationToken);
        return stored;
    }

    /// <summary>Ends a list; its members stay in it.</summary>
    public async Task<StoredList> ArchiveAsync(string shopId, string listId, string etag, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await SegmentStore.BeginAsync(connection, shopId, cancellationToken);
        var former = await FindAsync(connection, shopId, listId, cancellationToken) ?? throw Fault.NotFound("list", listId);
        if (former.ArchiveTime is not null)
            return former;
        RequireEtag(former, listId, etag);
        await RequireUnaskedAsync(connection, shopId, listId, cancellationToken);
        await using var command = new NpgsqlCommand(
            $"UPDATE lists SET revision = revision + 1, archive_time = $3 WHERE shop_id = $1 AND list_id = $2 RETURNING {Columns}", connection);
        var stored = (await ReadAsync(command, cancellationToken, shopId, listId, shopTime.GetUtcNow()))[0];
        await transaction.CommitAsync(cancellationToken);
        return stored;
    }

    /// <summary>The list; null: there is none.</summary>
    public async Task<StoredList?> FindAsync(string shopId, string listId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, shopId, listId, cancellationToken);
    }

    /// <summary>The list, to put shoppers into or take them out.</summary>
    /// <exception cref="Fault">NOT_FOUND: there is none, or it is archived.</exception>
    public async Task<StoredList> RequireOpenAsync(string shopId, string listId, CancellationToken cancellationToken) =>
        await FindAsync(shopId, listId, cancellationToken) is { ArchiveTime: null } list ? list : throw Fault.NotFound("list", listId);

    /// <summary>A page of those that are not archived, by id.</summary>
    public async Task<List<StoredList>> ListAsync(string shopId, string after, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT {Columns} FROM lists WHERE shop_id = $1 AND list_id COLLATE "C" > $2 AND archive_time IS NULL
            ORDER BY list_id COLLATE "C" LIMIT $3
            """);
        return await ReadAsync(command, cancellationToken, shopId, after, count);
    }

    /// <summary>Which of these lists a condition may ask for.</summary>
    public static async Task<HashSet<string>> ReadIdsAsync(NpgsqlConnection connection, string shopId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM lists WHERE shop_id = $1 AND archive_time IS NULL", connection);
        return [.. (await ReadAsync(command, cancellationToken, shopId)).Select(list => list.ListId)];
    }

    static async Task<StoredList?> FindAsync(NpgsqlConnection connection, string shopId, string listId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM lists WHERE shop_id = $1 AND list_id = $2", connection);
        return (await ReadAsync(command, cancellationToken, shopId, listId)).SingleOrDefault();
    }

    static async Task RequireRoomAsync(NpgsqlConnection connection, string shopId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM lists WHERE shop_id = $1", connection) { Parameters = { new() { Value = shopId } } };
        if ((long)(await command.ExecuteScalarAsync(cancellationToken))! >= ListIds.PerShop)
            throw new Fault(FaultReasons.TooMany, $"The shop has {ListIds.PerShop} lists, archived ones included, which is the limit; put one of these again under a new name.");
    }

    static async Task RequireUnaskedAsync(NpgsqlConnection connection, string shopId, string listId, CancellationToken cancellationToken)
    {
        if (await SegmentRows.FindAskingListAsync(connection, shopId, listId, cancellationToken) is not { } asking)
            return;
        throw new Fault(FaultReasons.InUse, $"Segment '{asking}' asks for list '{listId}' by in_list; archive that segment, or take the list out of it first.")
        {
            Metadata = new Dictionary<string, string> { ["list_id"] = listId, ["used_by"] = asking },
        };
    }

    static void RequireEtag(StoredList? list, string listId, string etag)
    {
        if (etag.Length == 0 || etag == list?.Etag)
            return;
        throw new Fault(FaultReasons.EtagMismatch, $"List '{listId}' has changed meanwhile; read it again and decide anew.")
        {
            Metadata = new Dictionary<string, string> { ["list_id"] = listId },
        };
    }

    static async Task<List<StoredList>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken, params object[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        var found = new List<StoredList>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new StoredList(
                reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetFieldValue<DateTimeOffset>(3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4)));
        }
        return found;
    }
}
