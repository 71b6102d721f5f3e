using Automation.EventLog.Incarnations;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Ingestion.Storage.Migrations;

/// <summary>Which log this is, for followers to tell it from one that was set back.</summary>
[DbContext(typeof(IngestionContext))]
[Migration("20261129190000_LogIncarnation")]
sealed class LogIncarnation : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(LogIdentity.Create);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(LogIdentity.Drop);
}
