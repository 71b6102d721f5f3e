using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Segmentation.Storage.Migrations;

[DbContext(typeof(SegmentationContext))]
[Migration("20261129000000_NoEffectRecords")]
sealed class NoEffectRecords : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE TABLE no_effect_records (
                partition smallint NOT NULL,
                sequence bigint NOT NULL,
                log_time timestamptz NOT NULL,
                PRIMARY KEY (partition, sequence)
            );
            COMMENT ON TABLE no_effect_records IS 'Records of the event log that said something about a cart and left it as it was. Pruned by log_time.';
            """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE no_effect_records;");
}
