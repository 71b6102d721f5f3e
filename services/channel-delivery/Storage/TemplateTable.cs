using Automation.ChannelDelivery.Templates;
using Automation.ChannelDelivery.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>Keeps templates and their versions. Changes of one shop's templates come one after the other.</summary>
sealed class TemplateTable(NpgsqlDataSource database, [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime) : ITemplateRows
{
    const string Columns = "t.template_id, v.version, t.revision, v.definition, t.create_time, v.create_time, t.archive_time";
    const string Active = "templates t JOIN template_versions v ON v.shop_id = t.shop_id AND v.template_id = t.template_id AND v.version = t.version";
    const string Any = "templates t JOIN template_versions v ON v.shop_id = t.shop_id AND v.template_id = t.template_id";

    // Any number that no other lock has; the shop's hash is the second.
    const int LockSpace = 0x7e3a;

    /// <summary>Puts a definition as the next version, unless it is the active one.</summary>
    public async Task<StoredTemplate> PutAsync(
        string shopId, string templateId, TemplateDefinition definition, string etag, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await BeginAsync(connection, shopId, cancellationToken);
        var former = await FindAsync(connection, Active, "", cancellationToken, shopId, templateId);
        RequireEtag(former, templateId, etag);
        if (former is { ArchiveTime: null } && former.Definition.Equals(definition))
            return former;
        if (former is null)
            await RequireRoomAsync(connection, shopId, cancellationToken);
        var isSame = former is not null && former.Definition.Equals(definition);
        var version = former is null ? 1 : isSame ? former.Version : await LastVersionAsync(connection, shopId, templateId, cancellationToken) + 1;
        var now = shopTime.GetUtcNow();
        await ExecuteAsync(
            connection,
            """
            INSERT INTO templates (shop_id, template_id, version, revision, create_time) VALUES ($1, $2, $3, 1, $4)
            ON CONFLICT (shop_id, template_id) DO UPDATE SET version = $3, revision = templates.revision + 1, archive_time = NULL
            """,
            cancellationToken, shopId, templateId, version, now);
        if (!isSame)
        {
            await ExecuteAsync(
                connection, "INSERT INTO template_versions (shop_id, template_id, version, definition, create_time) VALUES ($1, $2, $3, $4, $5)",
                cancellationToken, shopId, templateId, version, definition.ToByteArray(), now);
        }
        var stored = await FindAsync(connection, Active, "", cancellationToken, shopId, templateId);
        await transaction.CommitAsync(cancellationToken);
        return stored!;
    }

    /// <summary>Ends a template.</summary>
    public async Task<StoredTemplate> ArchiveAsync(string shopId, string templateId, string etag, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await BeginAsync(connection, shopId, cancellationToken);
        var former = await FindAsync(connection, Active, "", cancellationToken, shopId, templateId) ?? throw Fault.NotFound("template", templateId);
        if (former.ArchiveTime is not null)
            return former;
        RequireEtag(former, templateId, etag);
        await ExecuteAsync(
            connection, "UPDATE templates SET revision = revision + 1, archive_time = $3 WHERE shop_id = $1 AND template_id = $2",
            cancellationToken, shopId, templateId, shopTime.GetUtcNow());
        var stored = await FindAsync(connection, Active, "", cancellationToken, shopId, templateId);
        await transaction.CommitAsync(cancellationToken);
        return stored!;
    }

    /// <summary>A template with its active version, or with version <paramref name="version"/>; null: there is none.</summary>
    public async Task<StoredTemplate?> FindAsync(string shopId, string templateId, int version, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return version == 0
            ? await FindAsync(connection, Active, "", cancellationToken, shopId, templateId)
            : await FindAsync(connection, Any, "AND v.version = $3", cancellationToken, shopId, templateId, version);
    }

    /// <summary>A page of those that are not archived, by id.</summary>
    public async Task<List<StoredTemplate>> ListAsync(string shopId, string after, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT {Columns} FROM {Active} WHERE t.shop_id = $1 AND t.template_id COLLATE "C" > $2 AND t.archive_time IS NULL
            ORDER BY t.template_id COLLATE "C" LIMIT $3
            """);
        return await ReadAsync(command, cancellationToken, shopId, after, count);
    }

    public async Task<int?> FindActiveAsync(string shopId, string templateId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT version FROM templates WHERE shop_id = $1 AND template_id = $2 AND archive_time IS NULL");
        return await ScalarAsync(command, cancellationToken, shopId, templateId) as int?;
    }

    public async Task<TemplateDefinition?> FindDefinitionAsync(string shopId, string templateId, int version, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT definition FROM template_versions WHERE shop_id = $1 AND template_id = $2 AND version = $3");
        return await ScalarAsync(command, cancellationToken, shopId, templateId, version) is byte[] bytes ? TemplateDefinition.Parser.ParseFrom(bytes) : null;
    }

    static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, string shopId, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, "SELECT pg_advisory_xact_lock($1, hashtext($2))", cancellationToken, LockSpace, shopId);
        return transaction;
    }

    static async Task<int> LastVersionAsync(NpgsqlConnection connection, string shopId, string templateId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT max(version) FROM template_versions WHERE shop_id = $1 AND template_id = $2", connection);
        return (int)(await ScalarAsync(command, cancellationToken, shopId, templateId))!;
    }

    static async Task RequireRoomAsync(NpgsqlConnection connection, string shopId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM templates WHERE shop_id = $1", connection);
        if ((long)(await ScalarAsync(command, cancellationToken, shopId))! >= TemplateIds.PerShop)
            throw new Fault(FaultReasons.TooMany, $"The shop has {TemplateIds.PerShop:N0} templates, archived ones included, which is the limit; put one of these again with another definition.");
    }

    static void RequireEtag(StoredTemplate? template, string templateId, string etag)
    {
        if (etag.Length == 0 || etag == template?.Etag)
            return;
        throw new Fault(FaultReasons.EtagMismatch, $"Template '{templateId}' has changed meanwhile; read it again and decide anew.")
        {
            Metadata = new Dictionary<string, string> { ["template_id"] = templateId },
        };
    }

    static async Task<StoredTemplate?> FindAsync(
        NpgsqlConnection connection, string from, string further, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM {from} WHERE t.shop_id = $1 AND t.template_id = $2 {further}", connection);
        return (await ReadAsync(command, cancellationToken, values)).SingleOrDefault();
    }

    static async Task<List<StoredTemplate>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken, params object[] values)
    {
        Add(command, values);
        var found = new List<StoredTemplate>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new StoredTemplate(
                reader.GetString(0), reader.GetInt32(1), reader.GetInt32(2), TemplateDefinition.Parser.ParseFrom(reader.GetFieldValue<byte[]>(3)),
                reader.GetFieldValue<DateTimeOffset>(4), reader.GetFieldValue<DateTimeOffset>(5),
                reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6)));
        }
        return found;
    }

    static async Task<object?> ScalarAsync(NpgsqlCommand command, CancellationToken cancellationToken, params object[] values)
    {
        Add(command, values);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        Add(command, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static void Add(NpgsqlCommand command, object[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
    }
}
