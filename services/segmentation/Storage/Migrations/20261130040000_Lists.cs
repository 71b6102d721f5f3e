using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Segmentation.Storage.Migrations;

[DbContext(typeof(SegmentationContext))]
[Migration("20261130040000_Lists")]
sealed class Lists : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE lists (
            shop_id text NOT NULL,
            list_id text NOT NULL,
            display_name text NOT NULL,
            revision int NOT NULL,
            create_time timestamptz NOT NULL,
            archive_time timestamptz,
            PRIMARY KEY (shop_id, list_id)
        );
        COMMENT ON TABLE lists IS 'Lists of each shop. revision is the etag. An archived one keeps its members.';

        ALTER TABLE segment_versions ADD COLUMN asks_for_lists text[] NOT NULL DEFAULT '{}';

        CREATE TABLE list_members (
            shop_id text NOT NULL,
            list_id text NOT NULL,
            shopper_id uuid NOT NULL,
            partition smallint NOT NULL,
            enter_sequence bigint NOT NULL,
            enter_time timestamptz NOT NULL,
            leave_sequence bigint,
            leave_time timestamptz,
            PRIMARY KEY (shop_id, list_id, shopper_id, enter_sequence)
        );
        CREATE INDEX list_members_of_shopper ON list_members (shop_id, shopper_id);
        COMMENT ON TABLE list_members IS 'From which record of the event log to which one a shopper was in a list. Made from list_changed events alone.';
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        "ALTER TABLE segment_versions DROP COLUMN asks_for_lists; DROP TABLE list_members, lists;");
}
