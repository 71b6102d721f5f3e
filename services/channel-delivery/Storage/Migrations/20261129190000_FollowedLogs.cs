using Automation.EventLog.Following;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.ChannelDelivery.Storage.Migrations;

/// <summary>Which log is followed.</summary>
[DbContext(typeof(ChannelDeliveryContext))]
[Migration("20261129190000_FollowedLogs")]
sealed class FollowedLogs : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(FollowingTables.CreateFollowedLogs);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(FollowingTables.DropFollowedLogs);
}
