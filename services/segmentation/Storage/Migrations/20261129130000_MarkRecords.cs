using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Segmentation.Storage.Migrations;

[DbContext(typeof(SegmentationContext))]
[Migration("20261129130000_MarkRecords")]
sealed class MarkRecords : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE no_effect_records ADD COLUMN mark smallint NOT NULL DEFAULT 1;
            COMMENT ON COLUMN no_effect_records.mark IS '1: it left its cart as it was. 2: it changed it, and happened before an order that was logged before it.';
            COMMENT ON TABLE no_effect_records IS 'Records of the event log, about carts, that the fold marked. Pruned by log_time.';
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("DELETE FROM no_effect_records WHERE mark <> 1; ALTER TABLE no_effect_records DROP COLUMN mark;");
}
