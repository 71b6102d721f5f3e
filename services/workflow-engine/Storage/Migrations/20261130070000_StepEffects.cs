using Automation.EventLog.Outbox;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.WorkflowEngine.Storage.Migrations;

/// <summary>What steps do beside sending: events that leave with the run, and what shoppers are assigned for good.</summary>
[DbContext(typeof(WorkflowEngineContext))]
[Migration("20261130070000_StepEffects")]
sealed class StepEffects : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(OutboxTables.Create);
        migrationBuilder.Sql(
            """
            CREATE INDEX outbox_refused ON outbox (shop_id, event_id text_pattern_ops) WHERE refuse_reason IS NOT NULL;
            COMMENT ON INDEX outbox_refused IS 'How a run finds its events that were refused: their ids begin with it.';

            CREATE TABLE step_assignments (
                shop_id text NOT NULL,
                shopper_id uuid NOT NULL,
                workflow_id text NOT NULL,
                step_id text NOT NULL,
                way text NOT NULL,
                run_id uuid NOT NULL,
                assign_time timestamptz NOT NULL,
                PRIMARY KEY (shop_id, shopper_id, workflow_id, step_id)
            );
            COMMENT ON TABLE step_assignments IS 'Which way of a split a shopper goes, and who is held out, since the first exposure.';
            """);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("DROP TABLE step_assignments;");
        migrationBuilder.Sql(OutboxTables.Drop);
    }
}
