using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.ChannelDelivery.Storage.Migrations;

[DbContext(typeof(ChannelDeliveryContext))]
[Migration("20261129000000_AddAddresses")]
sealed partial class AddAddresses : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(DeliveryTables.AddAddresses);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(DeliveryTables.DropAddresses);
}
