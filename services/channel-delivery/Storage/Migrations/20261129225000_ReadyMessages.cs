using Automation.EventLog.Outbox;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.ChannelDelivery.Storage.Migrations;

/// <summary>Claims by what is ready, messages that are forgotten, refused rows of the outbox that go out again.</summary>
[DbContext(typeof(ChannelDeliveryContext))]
[Migration("20261129225000_ReadyMessages")]
sealed class ReadyMessages : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(DeliveryTables.AddReady);
        migrationBuilder.Sql(OutboxTables.AddRetries);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(OutboxTables.DropRetries);
        migrationBuilder.Sql(DeliveryTables.DropReady);
    }
}
