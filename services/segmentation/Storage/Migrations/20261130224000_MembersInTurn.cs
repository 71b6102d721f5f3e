using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Segmentation.Storage.Migrations;

/// <summary>The members of a partition are read page by page, and counted, from an index alone.</summary>
[DbContext(typeof(SegmentationContext))]
[Migration("20261130224000_MembersInTurn")]
sealed class MembersInTurn : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            "CREATE INDEX memberships_in_turn ON memberships (shop_id, number, partition, shopper_id) INCLUDE (enter_sequence, leave_sequence);");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP INDEX memberships_in_turn;");
}
