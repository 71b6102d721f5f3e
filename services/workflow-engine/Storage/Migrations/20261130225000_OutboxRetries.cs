using Automation.EventLog.Outbox;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.WorkflowEngine.Storage.Migrations;

/// <summary>Refused rows of the outbox go out again.</summary>
[DbContext(typeof(WorkflowEngineContext))]
[Migration("20261130225000_OutboxRetries")]
sealed class OutboxRetries : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(OutboxTables.AddRetries);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(OutboxTables.DropRetries);
}
