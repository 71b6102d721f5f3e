using Automation.Segmentation.Imports;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Keeps imports, and how far they are. A step counts only where nobody else has moved or cancelled the import meanwhile.</summary>
sealed class ImportStore(NpgsqlDataSource database, [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime)
{
    const string Columns = "shop_id, import_id, cursor, after_id, shown";

    // What is beyond is counted only.
    const long KeptRejections = 100_000;

    // Both passes over a file may have something to say of one row.
    const int PlacesOfStage = 100_000;

    /// <summary>Creates an import; where it is there already, answers it.</summary>
    /// <exception cref="Fault">ALREADY_EXISTS: under this id there is one of another definition. TOO_MANY.</exception>
    public async Task<StoredImport> CreateAsync(
        string shopId, Guid importId, ImportDefinition definition, ReadOnlyMemory<byte> content, ImportStage stage, IReadOnlyList<string> ignored,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await SegmentStore.BeginAsync(connection, shopId, cancellationToken);
        if (await FindAsync(connection, shopId, importId, cancellationToken) is { } known)
        {
            return known.Shown.Definition.Equals(definition)
                ? known
                : throw new Fault(FaultReasons.AlreadyExists, $"There is an import '{importId}' of another definition; take another request_id for another import.");
        }
        if (await CountOpenAsync(connection, shopId, cancellationToken) >= ImportRules.PerShop)
            throw new Fault(FaultReasons.TooMany, $"The shop has {ImportRules.PerShop} imports that have not ended, which is the limit; wait for one, or cancel it.");
        var now = shopTime.GetUtcNow().ToStoredPrecision();
        var created = new StoredImport(
            shopId, importId,
            new Import
            {
                ImportId = importId.ToString(), Definition = definition, Stage = stage, Counts = new(), CreateTime = now.ToTimestamp(), IgnoredHeaders = { ignored },
            },
            0, Guid.Empty);
        await ExecuteAsync(
            connection, $"INSERT INTO imports ({Columns}, stage, create_time) VALUES ($1, $2, $3, $4, $5, $6, $7)", cancellationToken,
            shopId, importId, 0L, Guid.Empty, created.Shown.ToByteArray(), (short)stage, now);
        if (content.Length > 0)
            await PutPartAsync(connection, shopId, importId, 1, content.ToArray(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return created;
    }

    /// <summary>Takes a part of a file.</summary>
    public async Task<StoredImport> PutPartAsync(string shopId, Guid importId, int part, byte[] content, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await SegmentStore.BeginAsync(connection, shopId, cancellationToken);
        // Nobody may start it before the part is there.
        var import = await FindAsync(connection, shopId, importId, cancellationToken, "FOR UPDATE") ?? throw Fault.NotFound("import", importId.ToString());
        if (import.Shown.Stage is not ImportStage.Uploading)
            throw new Fault(FaultReasons.ImportBegun, $"Import '{importId}' takes no part any more, it has begun or ended; create another one.");
        await PutPartAsync(connection, shopId, importId, part, content, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return import;
    }

    /// <summary>The parts of a file that are there, in order.</summary>
    public async Task<List<int>> ReadPartNumbersAsync(string shopId, Guid importId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT part FROM import_parts WHERE shop_id = $1 AND import_id = $2 ORDER BY part");
        var found = new List<int>();
        await using var reader = await ReadAsync(command, cancellationToken, shopId, importId);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetInt32(0));
        return found;
    }

    /// <summary>A part of a file; null: there are no more.</summary>
    public async Task<byte[]?> ReadPartAsync(string shopId, Guid importId, int part, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT content FROM import_parts WHERE shop_id = $1 AND import_id = $2 AND part = $3");
        await using var reader = await ReadAsync(command, cancellationToken, shopId, importId, part);
        return await reader.ReadAsync(cancellationToken) ? reader.GetFieldValue<byte[]>(0) : null;
    }

    public async Task<StoredImport?> FindAsync(string shopId, Guid importId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, shopId, importId, cancellationToken);
    }

    /// <summary>A page of a shop's imports, newest first, behind one.</summary>
    public async Task<List<StoredImport>> ListAsync(
        string shopId, (DateTimeOffset Time, Guid Id)? after, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT {Columns} FROM imports WHERE shop_id = $1 AND (create_time, import_id) < ($2, $3)
            ORDER BY create_time DESC, import_id DESC LIMIT $4
            """);
        return await ReadImportsAsync(
            command, cancellationToken, shopId, after?.Time ?? DateTimeOffset.MaxValue, after?.Id ?? Guid.AllBitsSet, count);
    }

    /// <summary>Those that go on by themselves, oldest first, behind them those that wait to be counted.</summary>
    public async Task<List<StoredImport>> ListRunningAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"SELECT {Columns} FROM imports WHERE end_time IS NULL AND stage <> {(int)ImportStage.Uploading} ORDER BY stage = {(int)ImportStage.Counting}, create_time LIMIT 100");
        return await ReadImportsAsync(command, cancellationToken);
    }

    /// <summary>Moves an import on.</summary>
    /// <returns>False: somebody else has moved it meanwhile, and nothing is changed.</returns>
    public async Task<bool> AdvanceAsync(StoredImport from, StoredImport to, ImportStep step, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var moved = await ExecuteAsync(
            connection,
            """
            UPDATE imports SET stage = $6, cursor = $7, after_id = $8, end_time = $9, shown = $10
            WHERE shop_id = $1 AND import_id = $2 AND stage = $3 AND cursor = $4 AND after_id = $5
            """,
            cancellationToken, from.ShopId, from.ImportId, (short)from.Shown.Stage, from.Cursor, from.After,
            (short)to.Shown.Stage, to.Cursor, to.After, (object?)to.Shown.EndTime?.ToDateTimeOffset() ?? DBNull.Value, to.Shown.ToByteArray());
        if (moved == 0)
            return false;
        await AddAsync(connection, to, step, KeptRejections - from.Shown.Counts.ReportedCount, cancellationToken);
        if (to.HasEnded)
            await ForgetAsync(connection, to, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Whom an import brought in, by id.</summary>
    public async Task<List<Guid>> ReadShoppersAsync(StoredImport import, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT shopper_id FROM import_shoppers WHERE shop_id = $1 AND import_id = $2 AND shopper_id > $3 ORDER BY shopper_id LIMIT $4");
        var found = new List<Guid>();
        await using var reader = await ReadAsync(command, cancellationToken, import.ShopId, import.ImportId, import.After, count);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetGuid(0));
        return found;
    }

    /// <summary>A page of rows that were rejected, behind a place.</summary>
    public async Task<List<(int Place, ImportRejection Rejection)>> ListRejectionsAsync(
        string shopId, Guid importId, (long Row, int Place) after, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT place, row_number, reason, field, detail, is_partial FROM import_rejections
            WHERE shop_id = $1 AND import_id = $2 AND (row_number, place) > ($3, $4) ORDER BY row_number, place LIMIT $5
            """);
        var found = new List<(int, ImportRejection)>();
        await using var reader = await ReadAsync(command, cancellationToken, shopId, importId, after.Row, after.Place, count);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetInt32(0), new ImportRejection
            {
                Row = reader.GetInt64(1), Reason = reader.GetString(2), Field = reader.GetString(3), Detail = reader.GetString(4), Partial = reader.GetBoolean(5),
            }));
        }
        return found;
    }

    /// <summary>Forgets imports that ended, or whose file never came, before an instant.</summary>
    public async Task<int> PruneAsync(DateTimeOffset before, int portion, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ExecuteAsync(
            connection,
            $"""
            DELETE FROM imports WHERE (shop_id, import_id) IN (
                SELECT shop_id, import_id FROM imports
                WHERE end_time < $1 OR (end_time IS NULL AND stage = {(int)ImportStage.Uploading} AND create_time < $1) LIMIT $2)
            """,
            cancellationToken, before, portion);
    }

    static async Task AddAsync(NpgsqlConnection connection, StoredImport import, ImportStep step, long room, CancellationToken cancellationToken)
    {
        if (step.ShopperIds.Count > 0)
        {
            await ExecuteAsync(
                connection, "INSERT INTO import_shoppers SELECT $1, $2, id FROM unnest($3) AS id ON CONFLICT DO NOTHING", cancellationToken,
                import.ShopId, import.ImportId, step.ShopperIds.ToArray());
        }
        if (step.Problems.Count > 0 && room > 0)
        {
            var problems = step.Problems.Take((int)Math.Min(room, step.Problems.Count)).ToList();
            await ExecuteAsync(
                connection,
                """
                INSERT INTO import_rejections (shop_id, import_id, row_number, place, reason, field, detail, is_partial)
                SELECT $1, $2, row_number, place, reason, field, detail, is_partial
                FROM unnest($3, $4, $5, $6, $7, $8) AS row (row_number, place, reason, field, detail, is_partial) ON CONFLICT DO NOTHING
                """,
                cancellationToken, import.ShopId, import.ImportId,
                problems.Select(found => found.Row).ToArray(),
                Enumerable.Range((int)import.Shown.Stage * PlacesOfStage, problems.Count).ToArray(),
                problems.Select(found => found.Problem.Reason).ToArray(), problems.Select(found => found.Problem.Field).ToArray(),
                problems.Select(found => found.Problem.Detail).ToArray(), problems.Select(found => found.IsPartial).ToArray());
        }
    }

    static async Task ForgetAsync(NpgsqlConnection connection, StoredImport import, CancellationToken cancellationToken)
    {
        foreach (var table in (string[])["import_parts", "import_shoppers"])
            await ExecuteAsync(connection, $"DELETE FROM {table} WHERE shop_id = $1 AND import_id = $2", cancellationToken, import.ShopId, import.ImportId);
    }

    static Task PutPartAsync(
        NpgsqlConnection connection, string shopId, Guid importId, int part, byte[] content, CancellationToken cancellationToken) => ExecuteAsync(
        connection,
        "INSERT INTO import_parts (shop_id, import_id, part, content) VALUES ($1, $2, $3, $4) ON CONFLICT (shop_id, import_id, part) DO UPDATE SET content = $4",
        cancellationToken, shopId, importId, part, content);

    static async Task<StoredImport?> FindAsync(
        NpgsqlConnection connection, string shopId, Guid importId, CancellationToken cancellationToken, string held = "")
    {
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM imports WHERE shop_id = $1 AND import_id = $2 {held}", connection);
        return (await ReadImportsAsync(command, cancellationToken, shopId, importId)).SingleOrDefault();
    }

    static async Task<long> CountOpenAsync(NpgsqlConnection connection, string shopId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM imports WHERE shop_id = $1 AND end_time IS NULL", connection)
        {
            Parameters = { new() { Value = shopId } },
        };
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    static async Task<List<StoredImport>> ReadImportsAsync(NpgsqlCommand command, CancellationToken cancellationToken, params object[] values)
    {
        var found = new List<StoredImport>();
        await using var reader = await ReadAsync(command, cancellationToken, values);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new StoredImport(
                reader.GetString(0), reader.GetGuid(1), Import.Parser.ParseFrom(reader.GetFieldValue<byte[]>(4)), reader.GetInt64(2), reader.GetGuid(3)));
        }
        return found;
    }

    static async Task<NpgsqlDataReader> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken, params object[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteReaderAsync(cancellationToken);
    }

    static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
