using Automation.EventLog.Following;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.WorkflowEngine.Storage.Migrations;

[DbContext(typeof(WorkflowEngineContext))]
[Migration("20261122000000_CreateWorkflowEngine")]
sealed class CreateWorkflowEngine : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.EnsureSchema(WorkflowEngineContext.Schema);
        migrationBuilder.Sql(
            """
            CREATE TABLE workflows (
                shop_id text NOT NULL,
                workflow_id text NOT NULL,
                latest_version integer NOT NULL,
                active_version integer NOT NULL,
                revision bigint NOT NULL,
                update_time timestamptz NOT NULL,
                PRIMARY KEY (shop_id, workflow_id)
            );

            CREATE TABLE workflow_versions (
                shop_id text NOT NULL,
                workflow_id text NOT NULL,
                version integer NOT NULL,
                definition bytea NOT NULL,
                create_time timestamptz NOT NULL,
                PRIMARY KEY (shop_id, workflow_id, version)
            );

            CREATE TABLE activations (
                shop_id text NOT NULL,
                workflow_id text NOT NULL,
                number integer NOT NULL,
                version integer NOT NULL,
                heads bigint[] NOT NULL,
                activate_time timestamptz NOT NULL,
                PRIMARY KEY (shop_id, workflow_id, number)
            );

            CREATE TABLE catalog_changes (counter bigint NOT NULL);
            INSERT INTO catalog_changes VALUES (1);
            COMMENT ON TABLE catalog_changes IS 'One row; rises with every activation, and turns look at it.';

            CREATE TABLE runs (
                run_id uuid PRIMARY KEY,
                shop_id text NOT NULL,
                shopper_id uuid NOT NULL,
                partition smallint NOT NULL,
                workflow_id text NOT NULL,
                version integer NOT NULL,
                run_key text NOT NULL,
                state smallint NOT NULL,
                step integer NOT NULL,
                visit integer NOT NULL,
                message_id uuid,
                depth integer NOT NULL,
                traceparent text NOT NULL,
                enter_time timestamptz NOT NULL,
                enter_sequence bigint NOT NULL,
                activity_time timestamptz NOT NULL,
                end_time timestamptz,
                end_reason text NOT NULL,
                entry_count integer NOT NULL
            ) WITH (fillfactor = 80);
            -- One run at a time for each key; also how a turn finds the runs of its shoppers.
            CREATE UNIQUE INDEX runs_open ON runs (shop_id, shopper_id, workflow_id, run_key) WHERE end_time IS NULL;
            CREATE INDEX runs_partition_open ON runs (partition) WHERE end_time IS NULL;
            CREATE INDEX runs_by_shopper ON runs (shop_id, shopper_id, enter_time DESC, run_id);
            CREATE INDEX runs_by_workflow ON runs (shop_id, workflow_id, enter_time DESC, run_id);
            CREATE INDEX runs_by_shop ON runs (shop_id, enter_time DESC, run_id);
            COMMENT ON TABLE runs IS 'No column that changes while a run goes on is indexed, so its updates stay within their page.';

            CREATE TABLE timers (
                run_id uuid PRIMARY KEY,
                partition smallint NOT NULL,
                due_time timestamptz NOT NULL,
                shop_id text NOT NULL,
                shopper_id uuid NOT NULL
            ) WITH (fillfactor = 80);
            CREATE INDEX timers_by_due ON timers (partition, due_time, run_id);

            CREATE TABLE run_entries (
                run_id uuid NOT NULL,
                number integer NOT NULL,
                entry bytea NOT NULL,
                PRIMARY KEY (run_id, number)
            );
            COMMENT ON TABLE run_entries IS 'Histories: serialized RunEntry, written once.';

            CREATE TABLE effects (
                message_id uuid PRIMARY KEY,
                run_id uuid NOT NULL,
                step_id text NOT NULL,
                visit integer NOT NULL,
                request_time timestamptz NOT NULL,
                outcome smallint,
                reason text,
                settle_time timestamptz
            );
            COMMENT ON TABLE effects IS 'The ledger: every message that was asked for, and how it ended.';

            CREATE TABLE dispatches (
                partition smallint NOT NULL,
                sequence bigint NOT NULL,
                record bytea NOT NULL,
                PRIMARY KEY (partition, sequence)
            );
            COMMENT ON TABLE dispatches IS 'The dispatch log: serialized DispatchRecord.';

            CREATE TABLE dispatch_heads (
                partition smallint PRIMARY KEY,
                sequence bigint NOT NULL
            );
            INSERT INTO dispatch_heads SELECT generate_series(0, 15), 0;
            COMMENT ON TABLE dispatch_heads IS 'Locked by the turn that appends, so that sequences have no gaps and appear in order.';

            """ + FollowingTables.Create);
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("DROP SCHEMA workflow_engine CASCADE;");
}
