using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Ingestion.Storage.Migrations;

/// <summary>
/// What was ordered is noted beside who holds it, and when somebody was known on a device beside who it was. Nothing of before is
/// filled in: the log tells it only to who decodes all of it, and it matters for as long as a reminder may still wait.
/// </summary>
[DbContext(typeof(IngestionContext))]
[Migration("20261129140000_CartOrdersAndDeviceClaims")]
sealed class CartOrdersAndDeviceClaims : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE TABLE cart_orders (
                cart_key uuid PRIMARY KEY,
                partition smallint NOT NULL,
                sequence bigint NOT NULL,
                occur_time timestamptz NOT NULL,
                log_time timestamptz NOT NULL
            );
            COMMENT ON TABLE cart_orders IS 'The order of a cart, the last one by event time, which occur_time is: where it stands in the log. cart_key as in cart_holders. Pruned by log_time.';
            CREATE INDEX cart_orders_by_time ON cart_orders USING brin (log_time) WITH (pages_per_range = 32, autosummarize = on);

            ALTER TABLE identities ADD COLUMN claim_time timestamptz;
            COMMENT ON COLUMN identities.claim_time IS 'Of a device: event time of the last event that named its shopper by another identifier too, to within ten minutes. Null where there was none, or where a build before this column noted it.';
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            DROP TABLE cart_orders;
            ALTER TABLE identities DROP COLUMN claim_time;
            """);
}
