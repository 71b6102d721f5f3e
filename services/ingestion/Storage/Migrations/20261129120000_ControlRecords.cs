using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Ingestion.Storage.Migrations;

/// <summary>
/// Control records stand in the log beside events, in a column of their own: no row is rewritten, and a replica of the build
/// before finds a gap where one stands, at which its followers wait, instead of an event without an action.
/// </summary>
[DbContext(typeof(IngestionContext))]
[Migration("20261129120000_ControlRecords")]
sealed class ControlRecords : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE events ADD COLUMN control bytea;
            ALTER TABLE events ALTER COLUMN control SET COMPRESSION lz4;
            ALTER TABLE events ALTER COLUMN payload DROP NOT NULL;
            -- Not valid: the rows that are there need no check, and a check reads them all.
            ALTER TABLE events ADD CONSTRAINT events_hold_one_record CHECK ((payload IS NULL) <> (control IS NULL)) NOT VALID;
            COMMENT ON TABLE events IS 'The event log. A row holds payload, an automation.commerce.v1.Event, or control, an automation.commerce.v1.ControlRecord, in serialized form; shopper_id is null where the subject is a product, and the derived id of an address where that is the subject.';

            CREATE TABLE cart_holders (
                cart_key uuid NOT NULL,
                shopper_id uuid NOT NULL,
                log_time timestamptz NOT NULL,
                PRIMARY KEY (cart_key, shopper_id)
            );
            COMMENT ON TABLE cart_holders IS 'Which shoppers have changed a cart. cart_key: first 16 bytes of SHA-256 of shop, zero byte, cart id. Pruned by log_time.';
            CREATE INDEX cart_holders_by_time ON cart_holders USING brin (log_time) WITH (pages_per_range = 32, autosummarize = on);

            -- The names of a shopper but the most frequent and least telling kind.
            CREATE INDEX identities_of_shopper ON identities (shop_id, shopper_id) WHERE kind < 5;
            """);

    // Fails where there are control records: without them their partitions would have gaps.
    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE events ALTER COLUMN payload SET NOT NULL;
            ALTER TABLE events DROP CONSTRAINT events_hold_one_record;
            ALTER TABLE events DROP COLUMN control;
            DROP TABLE cart_holders;
            DROP INDEX identities_of_shopper;
            """);
}
