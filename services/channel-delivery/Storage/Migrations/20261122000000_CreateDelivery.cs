using Automation.EventLog.Following;
using Automation.EventLog.Outbox;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.ChannelDelivery.Storage.Migrations;

[DbContext(typeof(DeliveryDatabase))]
[Migration("20261122000000_CreateDelivery")]
sealed partial class CreateDelivery : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.EnsureSchema(DeliveryDatabase.Schema);
        migrationBuilder.CreateTable(
            name: "send_policies",
            schema: DeliveryDatabase.Schema,
            columns: table => new
            {
                shop_id = table.Column<string>(type: "text", nullable: false),
                policy = table.Column<byte[]>(type: "bytea", nullable: false),
                etag = table.Column<Guid>(type: "uuid", nullable: false),
            },
            constraints: table => table.PrimaryKey("PK_send_policies", row => row.shop_id));
        migrationBuilder.Sql(FollowingTables.Create);
        migrationBuilder.Sql(OutboxTables.Create);
        migrationBuilder.Sql(DeliveryTables.Create);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(DeliveryTables.Drop);
        migrationBuilder.Sql(OutboxTables.Drop);
        migrationBuilder.Sql(FollowingTables.Drop);
        migrationBuilder.DropTable(name: "send_policies", schema: DeliveryDatabase.Schema);
    }
}
