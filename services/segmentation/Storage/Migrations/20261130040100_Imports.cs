using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Segmentation.Storage.Migrations;

[DbContext(typeof(SegmentationContext))]
[Migration("20261130040100_Imports")]
sealed class Imports : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE imports (
            shop_id text NOT NULL,
            import_id uuid NOT NULL,
            stage smallint NOT NULL,
            cursor bigint NOT NULL,
            after_id uuid NOT NULL,
            create_time timestamptz NOT NULL,
            end_time timestamptz,
            shown bytea NOT NULL,
            PRIMARY KEY (shop_id, import_id)
        );
        CREATE INDEX imports_open ON imports (create_time) WHERE end_time IS NULL;
        COMMENT ON TABLE imports IS 'Imports of each shop: shown is automation.segmentation.v1.Import; cursor and after_id say how far the stage is.';

        CREATE TABLE import_parts (
            shop_id text NOT NULL,
            import_id uuid NOT NULL,
            part int NOT NULL,
            content bytea NOT NULL,
            PRIMARY KEY (shop_id, import_id, part),
            FOREIGN KEY (shop_id, import_id) REFERENCES imports ON DELETE CASCADE
        );
        ALTER TABLE import_parts ALTER COLUMN content SET COMPRESSION lz4;
        COMMENT ON TABLE import_parts IS 'The file of an import, until it has ended.';

        CREATE TABLE import_rejections (
            shop_id text NOT NULL,
            import_id uuid NOT NULL,
            row_number bigint NOT NULL,
            place int NOT NULL,
            reason text NOT NULL,
            field text NOT NULL,
            detail text NOT NULL,
            is_partial boolean NOT NULL,
            PRIMARY KEY (shop_id, import_id, row_number, place),
            FOREIGN KEY (shop_id, import_id) REFERENCES imports ON DELETE CASCADE
        );
        COMMENT ON TABLE import_rejections IS 'Rows that were not brought in, or not all of them.';

        CREATE TABLE import_shoppers (
            shop_id text NOT NULL,
            import_id uuid NOT NULL,
            shopper_id uuid NOT NULL,
            PRIMARY KEY (shop_id, import_id, shopper_id),
            FOREIGN KEY (shop_id, import_id) REFERENCES imports ON DELETE CASCADE
        );
        COMMENT ON TABLE import_shoppers IS 'Whom an import brought in, until it is counted whom it can reach.';
        """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("DROP TABLE import_shoppers, import_rejections, import_parts, imports;");
}
