using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.WorkflowEngine.Storage.Migrations;

/// <summary>Steps may lead back, so a run counts its visits of each step. Until now it went through all of them once, in their order.</summary>
[DbContext(typeof(WorkflowEngineContext))]
[Migration("20261129000000_CountVisitsByStep")]
sealed class CountVisitsByStep : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE runs ADD COLUMN visits text NOT NULL DEFAULT '';
            COMMENT ON COLUMN runs.visits IS 'How often the run came to each step of its version, in their order, for example 1,2.';
            UPDATE runs SET visits = repeat('1,', step) || '1' WHERE end_time IS NULL;
            ALTER TABLE runs DROP COLUMN visit;
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE runs ADD COLUMN visit integer NOT NULL DEFAULT 1;
            ALTER TABLE runs ALTER COLUMN visit DROP DEFAULT;
            ALTER TABLE runs DROP COLUMN visits;
            """);
}
