using Automation.EventLog.Following;
using Automation.EventLog.Incarnations;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Segmentation.Storage.Migrations;

/// <summary>Which log is followed, and which one is kept.</summary>
[DbContext(typeof(SegmentationContext))]
[Migration("20261129190000_LogIncarnations")]
sealed class LogIncarnations : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(FollowingTables.CreateFollowedLogs + LogIdentity.Create);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(FollowingTables.DropFollowedLogs + LogIdentity.Drop);
}
