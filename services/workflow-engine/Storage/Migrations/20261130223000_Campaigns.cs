using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.WorkflowEngine.Storage.Migrations;

/// <summary>Workflows that are paused and archived, marketing that is stopped, and many shoppers entered at once.</summary>
[DbContext(typeof(WorkflowEngineContext))]
[Migration("20261130223000_Campaigns")]
sealed class Campaigns : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE workflows ADD COLUMN pause_time timestamptz, ADD COLUMN archive_time timestamptz;
            ALTER TABLE activations ADD COLUMN paused boolean NOT NULL DEFAULT false;

            ALTER TABLE timers ADD COLUMN held boolean NOT NULL DEFAULT false;
            -- In the place of timers_by_due: what is set aside is due for long, and would be in front of all others.
            CREATE INDEX timers_to_fire ON timers (partition, due_time, run_id) WHERE NOT held;
            CREATE INDEX timers_held ON timers (partition) WHERE held;
            DROP INDEX timers_by_due;
            COMMENT ON COLUMN timers.held IS 'It came due while its workflow was paused, and waits until that is resumed.';

            CREATE TABLE stopped_marketing (
                shop_id text PRIMARY KEY,
                pause_time timestamptz NOT NULL
            );
            COMMENT ON TABLE stopped_marketing IS 'Shops that let no marketing leave; catalog_changes rises with every change.';

            CREATE TABLE enrollments (
                enrollment_id uuid PRIMARY KEY,
                shop_id text NOT NULL,
                workflow_id text NOT NULL,
                version integer NOT NULL,
                kind smallint NOT NULL,
                segment_ids text[] NOT NULL,
                max_per_minute integer NOT NULL,
                due_time timestamptz NOT NULL,
                create_time timestamptz NOT NULL,
                missed_count integer NOT NULL DEFAULT 0,
                skip_reason text NOT NULL DEFAULT '',
                append_time timestamptz,
                cancel_time timestamptz
            );
            CREATE INDEX enrollments_by_shop ON enrollments (shop_id, create_time DESC, enrollment_id);
            CREATE INDEX enrollments_by_time ON enrollments (create_time);
            CREATE INDEX enrollments_to_append ON enrollments (create_time) WHERE append_time IS NULL AND cancel_time IS NULL AND skip_reason = '';
            COMMENT ON TABLE enrollments IS 'Many shoppers entered at once. append_time: when its records, one in each partition, were in the log.';

            CREATE TABLE enrollment_partitions (
                enrollment_id uuid NOT NULL,
                partition smallint NOT NULL,
                sequence bigint NOT NULL,
                next_time timestamptz NOT NULL,
                after_shopper_id uuid,
                member_count bigint NOT NULL,
                done boolean NOT NULL,
                PRIMARY KEY (enrollment_id, partition)
            );
            CREATE INDEX enrollment_partitions_open ON enrollment_partitions (partition) WHERE NOT done;
            COMMENT ON TABLE enrollment_partitions IS 'How far each partition is: a row from its record on, written by its owner.';

            CREATE TABLE enrollment_counts (
                enrollment_id uuid NOT NULL,
                partition smallint NOT NULL,
                reason text NOT NULL,
                count bigint NOT NULL,
                PRIMARY KEY (enrollment_id, partition, reason)
            );
            COMMENT ON TABLE enrollment_counts IS 'How many were looked at: entered, which has no reason, or held back.';

            CREATE TABLE schedules (
                shop_id text NOT NULL,
                workflow_id text NOT NULL,
                version integer NOT NULL,
                after_time timestamptz NOT NULL,
                next_time timestamptz,
                PRIMARY KEY (shop_id, workflow_id)
            );
            CREATE INDEX schedules_by_time ON schedules (next_time) WHERE next_time IS NOT NULL;
            COMMENT ON TABLE schedules IS 'When the schedule of an active workflow comes next. Times up to after_time are dealt with.';
            """);

    // Fails nowhere, but the build before fires what is held at once.
    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            DROP TABLE schedules, enrollment_counts, enrollment_partitions, enrollments, stopped_marketing;
            CREATE INDEX timers_by_due ON timers (partition, due_time, run_id);
            DROP INDEX timers_to_fire, timers_held;
            ALTER TABLE timers DROP COLUMN held;
            ALTER TABLE activations DROP COLUMN paused;
            ALTER TABLE workflows DROP COLUMN pause_time, DROP COLUMN archive_time;
            """);
}
