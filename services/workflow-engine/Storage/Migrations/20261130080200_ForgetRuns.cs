using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.WorkflowEngine.Storage.Migrations;

/// <summary>Ways to find what is old, and what is remembered of it.</summary>
[DbContext(typeof(WorkflowEngineContext))]
[Migration("20261130080200_ForgetRuns")]
sealed class ForgetRuns : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE INDEX runs_by_end ON runs (end_time) WHERE end_time IS NOT NULL;
            CREATE INDEX effects_by_run ON effects (run_id);
            CREATE TABLE past_entries (
                shop_id text NOT NULL,
                shopper_id uuid NOT NULL,
                workflow_id text NOT NULL,
                run_key text NOT NULL,
                enter_time timestamptz NOT NULL,
                end_time timestamptz NOT NULL,
                PRIMARY KEY (shop_id, shopper_id, workflow_id, run_key)
            );
            COMMENT ON TABLE past_entries IS 'Of runs that were forgotten: that they were, where a workflow lets a key in only once.';
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("DROP TABLE past_entries; DROP INDEX effects_by_run; DROP INDEX runs_by_end;");
}
