namespace Automation.Ingestion.Storage;

/// <summary>The hot tables, as the first migration makes them.</summary>
static class EventLogTables
{
    public const string Create = """
        CREATE TABLE settings (
            only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
            partition_count smallint NOT NULL
        );
        COMMENT ON TABLE settings IS 'Fixed at the first start.';

        CREATE TABLE heads (
            partition smallint PRIMARY KEY,
            sequence bigint NOT NULL,
            log_time timestamptz NOT NULL
        );
        COMMENT ON TABLE heads IS 'Last sequence and log time of each partition. Written under the log''s lock only.';

        CREATE TABLE reported_time (
            only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
            as_of_time timestamptz NOT NULL
        );
        COMMENT ON TABLE reported_time IS 'The latest as_of_time that Heads has answered: no event is logged before it any more.';

        CREATE TABLE events (
            partition smallint NOT NULL,
            sequence bigint NOT NULL,
            shop_id text NOT NULL,
            shopper_id uuid,
            log_time timestamptz NOT NULL,
            depth smallint NOT NULL,
            traceparent text,
            payload bytea NOT NULL,
            PRIMARY KEY (partition, sequence)
        );
        COMMENT ON TABLE events IS 'The event log. payload is automation.commerce.v1.Event in serialized form; shopper_id is null where the subject is a product.';
        -- For ListEvents.
        CREATE INDEX events_of_shopper ON events (shop_id, shopper_id, partition, sequence) WHERE shopper_id IS NOT NULL;
        -- About ten times faster than the default, which would cost more than the insert itself for events above 2 KB.
        ALTER TABLE events ALTER COLUMN payload SET COMPRESSION lz4;

        CREATE TABLE event_keys (
            key uuid PRIMARY KEY,
            log_time timestamptz NOT NULL
        );
        COMMENT ON TABLE event_keys IS 'Idempotency keys: first 16 bytes of SHA-256 of shop, zero byte, event id. Pruned by log_time.';
        -- Rows come in the order of log_time, so a block range index of a few pages finds the old ones.
        CREATE INDEX event_keys_by_time ON event_keys USING brin (log_time) WITH (pages_per_range = 32, autosummarize = on);

        CREATE TABLE shoppers (
            shop_id text NOT NULL,
            shopper_id uuid NOT NULL,
            partition smallint NOT NULL,
            PRIMARY KEY (shop_id, shopper_id)
        );

        CREATE TABLE identities (
            shop_id text NOT NULL,
            kind smallint NOT NULL,
            value text NOT NULL,
            shopper_id uuid NOT NULL,
            PRIMARY KEY (shop_id, kind, value)
        );
        COMMENT ON TABLE identities IS 'Whom an identifier names. kind: 1 user, 2 email, 3 phone, 4 external, 5 anonymous.';
        """;

    public const string Drop = """
        DROP TABLE identities, shoppers, event_keys, events, reported_time, heads, settings;
        """;
}
