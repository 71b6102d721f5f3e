namespace Automation.EventLog.Outbox;

/// <summary>The table of a service's outbox. Migrations of the service run this text; a later change is a new constant.</summary>
public static class OutboxTables
{
    public const string Create = """
        CREATE TABLE outbox (
            outbox_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            shop_id text NOT NULL,
            event_id text NOT NULL,
            derived_event bytea NOT NULL,
            refuse_reason text,
            UNIQUE (shop_id, event_id)
        );
        CREATE INDEX outbox_open ON outbox (outbox_id) WHERE refuse_reason IS NULL;
        COMMENT ON TABLE outbox IS 'Events on their way to ingestion: deleted when acked, kept with the reason when refused for good.';
        """;

    public const string AddRetries = """
        ALTER TABLE outbox ADD COLUMN refuse_time timestamptz, ADD COLUMN retry_time timestamptz;
        CREATE INDEX outbox_refused_by_event ON outbox (shop_id, event_id) WHERE refuse_reason IS NOT NULL;
        CREATE INDEX outbox_postponed ON outbox (retry_time) WHERE retry_time IS NOT NULL;
        COMMENT ON COLUMN outbox.refuse_reason IS 'Why it is not on its way; null: it is.';
        COMMENT ON COLUMN outbox.refuse_time IS 'Shop clock. When it was refused first; null: by a build that did not note it.';
        COMMENT ON COLUMN outbox.retry_time IS 'Real clock. When it goes out again; null of a refused one: when somebody says so.';
        """;

    public const string DropRetries = "ALTER TABLE outbox DROP COLUMN refuse_time, DROP COLUMN retry_time; DROP INDEX outbox_refused_by_event;";

    public const string Drop = "DROP TABLE outbox;";
}
