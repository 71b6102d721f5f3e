using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Segmentation.Storage.Migrations;

/// <summary>Whoever goes through a partition of a shop reads its shoppers only.</summary>
[DbContext(typeof(SegmentationContext))]
[Migration("20261130050000_ProfilesByPartition")]
sealed class ProfilesByPartition : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("CREATE INDEX profiles_of_partition ON profiles (shop_id, partition, shopper_id);");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP INDEX profiles_of_partition;");
}
