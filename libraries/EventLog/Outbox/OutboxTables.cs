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

    public const string Drop = "DROP TABLE outbox;";
}
