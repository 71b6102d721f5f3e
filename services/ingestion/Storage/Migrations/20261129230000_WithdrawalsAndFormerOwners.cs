using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Ingestion.Storage.Migrations;

/// <summary>
/// Withdrawals without an address are kept, for addresses that become known late, and whose a device was. Nothing of before is
/// filled in: what was known of addresses was told to them when it was said. The keys begin with what tells most apart, so that no
/// plan that is made while the tables are empty looks up by the shop alone.
/// </summary>
[DbContext(typeof(IngestionContext))]
[Migration("20261129230000_WithdrawalsAndFormerOwners")]
sealed class WithdrawalsAndFormerOwners : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE TABLE withdrawals (
                shop_id text NOT NULL,
                shopper_id uuid NOT NULL,
                channel smallint NOT NULL,
                occur_time timestamptz NOT NULL,
                source text NOT NULL,
                told uuid[] NOT NULL,
                PRIMARY KEY (shopper_id, channel)
            );
            COMMENT ON TABLE withdrawals IS 'The latest withdrawal of a shopper that named no address, by event time, which occur_time is. told: subjects of the addresses that know of it. Kept as long as the shopper.';

            CREATE TABLE former_device_owners (
                shop_id text NOT NULL,
                device text NOT NULL,
                shopper_id uuid NOT NULL,
                log_time timestamptz NOT NULL,
                PRIMARY KEY (device, shop_id, shopper_id)
            );
            COMMENT ON TABLE former_device_owners IS 'From whom a device has gone to another shopper, so that they hear of orders on it. Pruned by log_time.';
            CREATE INDEX former_device_owners_by_time ON former_device_owners USING brin (log_time) WITH (pages_per_range = 32, autosummarize = on);
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            DROP TABLE former_device_owners;
            DROP TABLE withdrawals;
            """);
}
