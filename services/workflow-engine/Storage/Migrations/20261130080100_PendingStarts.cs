using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.WorkflowEngine.Storage.Migrations;

/// <summary>Runs that are to begin when a date of a shopper's comes near.</summary>
[DbContext(typeof(WorkflowEngineContext))]
[Migration("20261130080100_PendingStarts")]
sealed class PendingStarts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE TABLE pending_starts (
                start_id uuid PRIMARY KEY,
                partition smallint NOT NULL,
                due_time timestamptz NOT NULL,
                shop_id text NOT NULL,
                shopper_id uuid NOT NULL,
                workflow_id text NOT NULL,
                date text NOT NULL
            );
            CREATE INDEX pending_starts_by_shopper ON pending_starts (shop_id, shopper_id);
            COMMENT ON TABLE pending_starts IS 'What waits for dates of shoppers; each has a row in timers under its id.';
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("DELETE FROM timers t USING pending_starts s WHERE t.run_id = s.start_id; DROP TABLE pending_starts;");
}
