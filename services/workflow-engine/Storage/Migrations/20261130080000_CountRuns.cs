using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.WorkflowEngine.Storage.Migrations;

/// <summary>How many runs stand where, and ways to find those that ended.</summary>
[DbContext(typeof(WorkflowEngineContext))]
[Migration("20261130080000_CountRuns")]
sealed class CountRuns : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE TABLE run_counts (
                shop_id text NOT NULL,
                workflow_id text NOT NULL,
                version integer NOT NULL,
                step integer NOT NULL,
                state smallint NOT NULL,
                end_reason text NOT NULL,
                partition smallint NOT NULL,
                count bigint NOT NULL,
                PRIMARY KEY (shop_id, workflow_id, version, step, state, end_reason, partition)
            ) WITH (fillfactor = 50);
            COMMENT ON TABLE run_counts IS 'Runs by where they stand; state 0: how often runs came to the step. Kept up by the batches that move runs; pruning leaves it alone.';

            -- Both counts see the same runs.
            LOCK TABLE runs IN SHARE MODE;
            INSERT INTO run_counts
            SELECT shop_id, workflow_id, version, step, state, end_reason, partition, count(*)
            FROM runs GROUP BY 1, 2, 3, 4, 5, 6, 7;
            INSERT INTO run_counts
            SELECT r.shop_id, r.workflow_id, r.version, v.number - 1, 0, '', r.partition, sum(v.count::bigint)
            FROM runs r, unnest(string_to_array(nullif(r.visits, ''), ',')) WITH ORDINALITY AS v (count, number)
            WHERE v.count ~ '^[0-9]{1,9}$' AND v.count <> '0'
            GROUP BY 1, 2, 3, 4, 7;

            CREATE INDEX runs_by_reason ON runs (shop_id, workflow_id, end_reason, enter_time DESC, run_id) WHERE end_time IS NOT NULL AND end_reason <> '';
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("DROP TABLE run_counts; DROP INDEX runs_by_reason;");
}
