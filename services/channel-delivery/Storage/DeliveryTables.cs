namespace Automation.ChannelDelivery.Storage;

/// <summary>The hot tables, as the first migration creates them. A later change is a new constant.</summary>
static class DeliveryTables
{
    public const string Create = """
        CREATE TABLE messages (
            shop_id text NOT NULL,
            message_id uuid NOT NULL,
            shopper_id uuid NOT NULL,
            partition smallint NOT NULL,
            run_id uuid NOT NULL,
            workflow_id text NOT NULL,
            workflow_version int NOT NULL,
            step_id text NOT NULL,
            visit int NOT NULL,
            channel smallint NOT NULL,
            purpose smallint NOT NULL,
            template_id text NOT NULL,
            content bytea NOT NULL,
            decide_time timestamptz NOT NULL,
            expire_time timestamptz,
            position bigint NOT NULL,
            depth smallint NOT NULL,
            traceparent text NOT NULL,
            state smallint NOT NULL,
            reason text NOT NULL,
            due_time timestamptz NOT NULL,
            retry_time timestamptz NOT NULL DEFAULT '-infinity',
            attempts int NOT NULL DEFAULT 0,
            claim_token uuid,
            lease_time timestamptz NOT NULL DEFAULT '-infinity',
            send_time timestamptz,
            settle_time timestamptz,
            decision_count int NOT NULL,
            PRIMARY KEY (shop_id, message_id)
        );
        COMMENT ON TABLE messages IS 'Messages to send and sent, one row for each message id of the dispatch log.';
        COMMENT ON COLUMN messages.state IS '1 pending, 2 deferred, 3 sending, 4 sent, 5 dropped, 6 failed, 7 unknown.';
        COMMENT ON COLUMN messages.due_time IS 'Shop clock. Not sent before.';
        COMMENT ON COLUMN messages.retry_time IS 'Real clock. Not tried again before.';
        COMMENT ON COLUMN messages.lease_time IS 'Real clock. Until then it belongs to the worker that has claim_token.';
        CREATE INDEX messages_due ON messages (due_time) WHERE state IN (1, 2);
        CREATE INDEX messages_sending ON messages (lease_time) WHERE state = 3;
        CREATE INDEX messages_by_shopper ON messages (shop_id, shopper_id, decide_time DESC, message_id DESC);
        CREATE INDEX messages_by_state ON messages (shop_id, state, decide_time DESC, message_id DESC);
        CREATE INDEX messages_by_time ON messages (shop_id, decide_time DESC, message_id DESC);

        CREATE TABLE message_decisions (
            shop_id text NOT NULL,
            message_id uuid NOT NULL,
            number int NOT NULL,
            state smallint NOT NULL,
            reason text NOT NULL,
            detail text NOT NULL,
            decide_time timestamptz NOT NULL,
            position bigint NOT NULL,
            PRIMARY KEY (shop_id, message_id, number)
        );
        COMMENT ON TABLE message_decisions IS 'Everything that was decided about a message, never changed.';

        CREATE TABLE suppressions (
            shop_id text NOT NULL,
            channel smallint NOT NULL,
            address_hash bytea NOT NULL,
            reason text NOT NULL,
            message_id uuid NOT NULL,
            create_time timestamptz NOT NULL,
            PRIMARY KEY (shop_id, channel, address_hash)
        );
        COMMENT ON TABLE suppressions IS 'Addresses that were refused for good, as keyed hashes: nothing goes there any more.';
        """;

    public const string AddAddresses = """
        ALTER TABLE messages ADD COLUMN address text, ADD COLUMN address_hash bytea;
        COMMENT ON COLUMN messages.address IS 'Where it was sent. Null: not begun, or by a build that did not keep it.';
        COMMENT ON COLUMN messages.address_hash IS 'Keyed hash of address.';
        CREATE INDEX messages_by_address ON messages (shop_id, address_hash, send_time) WHERE address_hash IS NOT NULL;

        CREATE TABLE opt_outs (
            shop_id text NOT NULL,
            channel smallint NOT NULL,
            address_hash bytea NOT NULL,
            message_id uuid NOT NULL,
            opt_out_time timestamptz NOT NULL,
            PRIMARY KEY (shop_id, channel, address_hash)
        );
        COMMENT ON TABLE opt_outs IS 'Addresses that used an unsubscribe link, as keyed hashes; of the shopper id where the address is not known.';
        COMMENT ON COLUMN opt_outs.opt_out_time IS 'Shop clock. A later consent for the address holds again.';
        """;

    public const string DropAddresses = """
        DROP TABLE opt_outs; DROP INDEX messages_by_address;
        ALTER TABLE messages DROP COLUMN address, DROP COLUMN address_hash;
        """;

    public const string AddReady = """
        CREATE INDEX messages_ready ON messages (purpose, shop_id, due_time) WHERE state IN (1, 2) AND retry_time = '-infinity';
        CREATE INDEX messages_to_retry ON messages (retry_time) WHERE state IN (1, 2) AND retry_time > '-infinity';
        CREATE INDEX messages_settled ON messages (settle_time) WHERE settle_time IS NOT NULL;
        COMMENT ON COLUMN messages.retry_time IS 'Real clock. Not tried again before; -infinity: nothing but due_time is waited for.';
        """;

    public const string DropReady = "DROP INDEX messages_settled, messages_to_retry, messages_ready;";

    public const string Drop = "DROP TABLE suppressions; DROP TABLE message_decisions; DROP TABLE messages;";
}
