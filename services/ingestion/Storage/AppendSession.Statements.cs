using Automation.EventLog.Incarnations;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Ingestion.Storage;

/// <content>The statements, prepared once.</content>
sealed partial class AppendSession
{
    const string EventColumns = "partition, sequence, shop_id, shopper_id, log_time, depth, traceparent, payload, control";

    static NpgsqlBatch Begin(NpgsqlConnection connection) => new(connection)
    {
        BatchCommands =
        {
            new("BEGIN"),
            new(LogLock.Exclusive),
            new("SELECT partition, sequence, log_time FROM heads ORDER BY partition"),
            new($"SELECT r.as_of_time, {LogIdentity.Incarnation}, i.incarnation, i.era, clock_timestamp() FROM reported_time r, log_identity i"),
            Command("SELECT key FROM event_keys WHERE key = ANY($1)", Array(NpgsqlDbType.Uuid)),
            Command(
                """
                SELECT asked.n, identity.shopper_id, identity.claim_time, NULL::smallint, NULL::timestamptz, NULL, NULL::uuid[]
                FROM unnest($1, $2, $3) WITH ORDINALITY AS asked(shop_id, kind, value, n)
                JOIN identities identity USING (shop_id, kind, value)
                UNION ALL
                SELECT cardinality($1) + asked.n, identity.shopper_id, identity.claim_time, said.channel, said.occur_time, said.source, said.told
                FROM unnest($4, $5, $6) WITH ORDINALITY AS asked(shop_id, kind, value, n)
                JOIN identities identity USING (shop_id, kind, value)
                LEFT JOIN withdrawals said ON said.shopper_id = identity.shopper_id
                """,
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Smallint), Array(NpgsqlDbType.Text),
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Smallint), Array(NpgsqlDbType.Text)),
            Command(
                """
                SELECT asked.n, said.channel, said.occur_time, said.source, said.told
                FROM unnest($1, $2, $3) WITH ORDINALITY AS asked(shop_id, shopper_id, is_asked, n)
                JOIN shoppers USING (shop_id, shopper_id)
                LEFT JOIN withdrawals said ON said.shopper_id = CASE WHEN asked.is_asked THEN asked.shopper_id END
                """,
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Uuid), Array(NpgsqlDbType.Boolean)),
            // One former owner more than count, as with the holders of carts below.
            Command(
                $"""
                WITH shopper AS (
                    SELECT shop_id, shopper_id FROM unnest($1, $2, $3) AS asked(shop_id, kind, value) JOIN identities USING (shop_id, kind, value)
                    UNION SELECT * FROM unnest($4, $5)
                    UNION SELECT asked.shop_id, used.shopper_id
                    FROM unnest($10, $11) asked(shop_id, phone), LATERAL (
                        SELECT shopper_id FROM address_users
                        WHERE (shop_id, value) = (asked.shop_id, asked.phone) AND kind = 3 LIMIT {Limits.ShopperAddresses}) used
                )
                SELECT address.shop_id, address.kind, address.value, address.shopper_id
                FROM shopper JOIN identities address USING (shop_id, shopper_id)
                WHERE address.kind < 5 AND address.kind IN (2, 3)
                UNION ALL
                SELECT address.shop_id, address.kind, address.value, address.shopper_id
                FROM shopper JOIN address_users address USING (shop_id, shopper_id)
                UNION ALL
                SELECT asked.shop_id, {(short)IdentityKind.Anonymous}::smallint, asked.device, former.shopper_id
                FROM unnest($6, $7) asked(shop_id, device), LATERAL (
                    SELECT shopper_id FROM former_device_owners WHERE (shop_id, device) = (asked.shop_id, asked.device)
                    LIMIT {Limits.DeviceOwners + 1}) former
                UNION ALL
                SELECT DISTINCT asked.shop_id, other.kind, NULL, other.shopper_id
                FROM unnest($8, $9) asked(shop_id, phone)
                JOIN identities named ON (named.shop_id, named.kind, named.value) = (asked.shop_id, {(short)IdentityKind.Phone}::smallint, asked.phone)
                JOIN identities other ON (other.shop_id, other.shopper_id) = (named.shop_id, named.shopper_id) AND other.kind < 5
                """,
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Smallint), Array(NpgsqlDbType.Text),
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Uuid),
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Text),
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Text),
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Text)),
            // Of carts that are ordered now, and of those of the changed ones that were ordered before, with that order.
            // One holder more than count, so that it is seen where there are too many.
            Command(
                $"""
                WITH ordered AS (
                    SELECT cart_key, partition, sequence FROM unnest($2) asked(cart_key) JOIN cart_orders USING (cart_key))
                SELECT asked.cart_key, holder.shopper_id, NULL::timestamptz, NULL::smallint, NULL::bigint, NULL::bytea
                FROM (SELECT unnest($1) UNION SELECT cart_key FROM ordered) asked(cart_key), LATERAL (
                    SELECT shopper_id FROM cart_holders WHERE cart_key = asked.cart_key LIMIT {Limits.CartHolders + 1}) holder
                UNION ALL
                SELECT ordered.cart_key, event.shopper_id, event.log_time, ordered.partition, ordered.sequence, event.payload
                FROM ordered JOIN events event USING (partition, sequence)
                """,
                Array(NpgsqlDbType.Uuid), Array(NpgsqlDbType.Uuid)),
        },
    };

    static NpgsqlCommand Names(NpgsqlConnection connection) => new(
        """
        SELECT DISTINCT shopper_id, kind FROM unnest($1, $2) AS asked(shop_id, shopper_id)
        JOIN identities USING (shop_id, shopper_id) WHERE kind < 5
        """,
        connection)
    {
        Parameters = { Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Uuid) },
    };

    static NpgsqlBatch Commit(NpgsqlConnection connection) => new(connection)
    {
        BatchCommands =
        {
            Command(
                $"""
                INSERT INTO events ({EventColumns})
                SELECT partition, sequence, shop_id, shopper_id, $4, depth, traceparent, payload, control
                FROM unnest($1, $2, $3, $5, $6, $7, $8, $9)
                    AS row(partition, sequence, shop_id, shopper_id, depth, traceparent, payload, control)
                """,
                Array(NpgsqlDbType.Smallint), Array(NpgsqlDbType.Bigint), Array(NpgsqlDbType.Text), One(NpgsqlDbType.TimestampTz),
                Array(NpgsqlDbType.Uuid), Array(NpgsqlDbType.Smallint), Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Bytea), Array(NpgsqlDbType.Bytea)),
            Command(
                "INSERT INTO event_keys (key, log_time) SELECT key, $2 FROM unnest($1) key",
                Array(NpgsqlDbType.Uuid), One(NpgsqlDbType.TimestampTz)),
            Command(
                "INSERT INTO identities (shop_id, kind, value, shopper_id, claim_time) SELECT * FROM unnest($1, $2, $3, $4, $5)",
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Smallint), Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Uuid),
                Array(NpgsqlDbType.TimestampTz)),
            Command(
                "INSERT INTO shoppers (shop_id, shopper_id, partition) SELECT * FROM unnest($1, $2, $3)",
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Uuid), Array(NpgsqlDbType.Smallint)),
            Command(
                """
                UPDATE heads SET sequence = head.sequence, log_time = $3
                FROM unnest($1, $2) AS head(partition, sequence)
                WHERE heads.partition = head.partition AND heads.sequence < head.sequence
                """,
                Array(NpgsqlDbType.Smallint), Array(NpgsqlDbType.Bigint), One(NpgsqlDbType.TimestampTz)),
            Command(
                """
                INSERT INTO cart_holders (cart_key, shopper_id, log_time) SELECT *, $3 FROM unnest($1, $2)
                ON CONFLICT (cart_key, shopper_id) DO UPDATE SET log_time = excluded.log_time
                """,
                Array(NpgsqlDbType.Uuid), Array(NpgsqlDbType.Uuid), One(NpgsqlDbType.TimestampTz)),
            Command(
                """
                WITH withdrawn AS (
                    INSERT INTO withdrawals (shop_id, shopper_id, channel, occur_time, source, told)
                    SELECT shop_id, shopper_id, channel, occur_time, source, told::uuid[]
                    FROM unnest($5, $6, $7, $8, $9, $10) AS said(shop_id, shopper_id, channel, occur_time, source, told)
                    ON CONFLICT (shopper_id, channel) DO UPDATE
                    SET occur_time = excluded.occur_time, source = excluded.source, told = excluded.told)
                INSERT INTO address_users (shop_id, kind, value, shopper_id) SELECT * FROM unnest($1, $2, $3, $4)
                ON CONFLICT DO NOTHING
                """,
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Smallint), Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Uuid),
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Uuid), Array(NpgsqlDbType.Smallint), Array(NpgsqlDbType.TimestampTz),
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Text)),
            Command(
                """
                INSERT INTO cart_orders (cart_key, partition, sequence, occur_time, log_time) SELECT *, $5 FROM unnest($1, $2, $3, $4)
                ON CONFLICT (cart_key) DO UPDATE SET partition = excluded.partition, sequence = excluded.sequence,
                    occur_time = excluded.occur_time, log_time = excluded.log_time
                WHERE cart_orders.occur_time <= excluded.occur_time
                """,
                Array(NpgsqlDbType.Uuid), Array(NpgsqlDbType.Smallint), Array(NpgsqlDbType.Bigint), Array(NpgsqlDbType.TimestampTz),
                One(NpgsqlDbType.TimestampTz)),
            Command(
                """
                WITH former AS (
                    INSERT INTO former_device_owners (shop_id, device, shopper_id, log_time) SELECT *, $9 FROM unnest($6, $7, $8)
                    ON CONFLICT (device, shop_id, shopper_id) DO UPDATE SET log_time = excluded.log_time)
                UPDATE identities SET shopper_id = claim.shopper_id, claim_time = claim.claim_time
                FROM unnest($1, $2, $3, $4, $5) AS claim(shop_id, kind, value, shopper_id, claim_time)
                WHERE (identities.shop_id, identities.kind, identities.value) = (claim.shop_id, claim.kind, claim.value)
                """,
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Smallint), Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Uuid),
                Array(NpgsqlDbType.TimestampTz),
                Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Text), Array(NpgsqlDbType.Uuid), One(NpgsqlDbType.TimestampTz)),
            new("COMMIT"),
        },
    };

    static void SetRows(NpgsqlBatchCommand command, List<LogRow> rows, DateTimeOffset logTime) =>
        Set(command,
            rows.ConvertAll(row => (short)row.Partition),
            rows.ConvertAll(row => row.Sequence),
            rows.ConvertAll(row => row.Cause.ShopId),
            logTime,
            rows.ConvertAll(row => row.SubjectId),
            rows.ConvertAll(row => (short)row.Cause.Depth),
            rows.ConvertAll(row => row.Cause.Traceparent.Length > 0 ? row.Cause.Traceparent : null),
            rows.ConvertAll(row => row.Payload),
            rows.ConvertAll(row => row.Control));

    async Task CopyAsync(List<LogRow> rows, DateTimeOffset logTime, CancellationToken cancellationToken)
    {
        await using var writer = await _connection.BeginBinaryImportAsync(
            $"COPY events ({EventColumns}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in rows)
        {
            await writer.StartRowAsync(cancellationToken);
            await writer.WriteAsync((short)row.Partition, NpgsqlDbType.Smallint, cancellationToken);
            await writer.WriteAsync(row.Sequence, NpgsqlDbType.Bigint, cancellationToken);
            await writer.WriteAsync(row.Cause.ShopId, NpgsqlDbType.Text, cancellationToken);
            if (row.SubjectId is { } id)
                await writer.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken);
            else
                await writer.WriteNullAsync(cancellationToken);
            await writer.WriteAsync(logTime, NpgsqlDbType.TimestampTz, cancellationToken);
            await writer.WriteAsync((short)row.Cause.Depth, NpgsqlDbType.Smallint, cancellationToken);
            await WriteAsync(writer, row.Cause.Traceparent.Length > 0 ? row.Cause.Traceparent : null, NpgsqlDbType.Text, cancellationToken);
            await WriteAsync(writer, row.Payload, NpgsqlDbType.Bytea, cancellationToken);
            await WriteAsync(writer, row.Control, NpgsqlDbType.Bytea, cancellationToken);
        }
        await writer.CompleteAsync(cancellationToken);
    }

    static Task WriteAsync<T>(NpgsqlBinaryImporter writer, T? value, NpgsqlDbType type, CancellationToken cancellationToken)
        where T : class =>
        value is null ? writer.WriteNullAsync(cancellationToken) : writer.WriteAsync(value, type, cancellationToken);

    static void Set(NpgsqlBatchCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }

    static NpgsqlBatchCommand Command(string text, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    static NpgsqlParameter Array(NpgsqlDbType element) => One(NpgsqlDbType.Array | element);

    static NpgsqlParameter One(NpgsqlDbType type) => new() { NpgsqlDbType = type };
}
