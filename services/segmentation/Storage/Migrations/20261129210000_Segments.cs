using Automation.EventLog.Outbox;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Segmentation.Storage.Migrations;

[DbContext(typeof(SegmentationContext))]
[Migration("20261129210000_Segments")]
sealed class Segments : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(OutboxTables.Create);
        migrationBuilder.Sql(
            """
            CREATE TABLE segments (
                shop_id text NOT NULL,
                segment_id text NOT NULL,
                display_name text NOT NULL,
                latest_version int NOT NULL,
                revision int NOT NULL,
                PRIMARY KEY (shop_id, segment_id)
            );
            COMMENT ON TABLE segments IS 'Segments of each shop. revision is the etag.';

            CREATE TABLE segment_versions (
                shop_id text NOT NULL,
                number int NOT NULL,
                segment_id text NOT NULL,
                version int NOT NULL,
                stage smallint NOT NULL,
                condition bytea NOT NULL,
                language int NOT NULL,
                asks_for text[] NOT NULL,
                create_time timestamptz NOT NULL,
                PRIMARY KEY (shop_id, number),
                UNIQUE (shop_id, segment_id, version)
            );
            COMMENT ON TABLE segment_versions IS 'What each version of a segment says; never changed, but for its stage. number stands for it in the states of shoppers.';
            COMMENT ON COLUMN segment_versions.stage IS 'automation.segmentation.v1.SegmentStage.';
            COMMENT ON COLUMN segment_versions.condition IS 'automation.conditions.v1.Condition, by version language of the condition language.';
            CREATE INDEX segment_versions_preparing ON segment_versions (shop_id, number) WHERE stage = 1;

            CREATE TABLE segment_clauses (
                shop_id text NOT NULL,
                clause_key text NOT NULL,
                number int NOT NULL,
                PRIMARY KEY (shop_id, clause_key)
            );
            COMMENT ON TABLE segment_clauses IS 'The numbers that stand for questions about history in the states of shoppers. clause_key: a hash of the question.';

            CREATE TABLE segment_partitions (
                partition smallint NOT NULL,
                shop_id text NOT NULL,
                number int NOT NULL,
                segment_id text NOT NULL,
                version int NOT NULL,
                prepare_sequence bigint NOT NULL,
                begin_sequence bigint,
                begin_time timestamptz,
                end_sequence bigint,
                end_time timestamptz,
                is_filled boolean NOT NULL DEFAULT false,
                fill_time timestamptz,
                filled_count bigint NOT NULL DEFAULT 0,
                shopper_count bigint NOT NULL DEFAULT 0,
                PRIMARY KEY (partition, shop_id, number)
            );
            CREATE INDEX segment_partitions_to_fill ON segment_partitions (partition, shop_id) WHERE NOT is_filled AND end_sequence IS NULL;
            CREATE INDEX segment_partitions_of_shop ON segment_partitions (shop_id, segment_id);
            COMMENT ON TABLE segment_partitions IS 'Where in each partition of the log a version is prepared, begins to count and ends, and how far the shoppers that were there before are filled in.';

            CREATE TABLE segment_states (
                shop_id text NOT NULL,
                shopper_id uuid NOT NULL,
                partition smallint NOT NULL,
                generation bigint NOT NULL,
                evaluate_time timestamptz NOT NULL,
                due_time timestamptz,
                state bytea NOT NULL,
                PRIMARY KEY (shop_id, shopper_id)
            ) WITH (fillfactor = 70);
            ALTER TABLE segment_states ALTER COLUMN state SET COMPRESSION lz4;
            CREATE INDEX segment_states_due ON segment_states (partition, due_time, shopper_id) WHERE due_time IS NOT NULL;
            COMMENT ON TABLE segment_states IS 'What each shopper''s history comes to for the segments of the shop. state: automation.segments.SegmentState.';
            COMMENT ON COLUMN segment_states.generation IS 'It includes the versions whose prepare_sequence is not above it.';

            CREATE TABLE memberships (
                shop_id text NOT NULL,
                number int NOT NULL,
                shopper_id uuid NOT NULL,
                partition smallint NOT NULL,
                enter_sequence bigint NOT NULL,
                enter_time timestamptz NOT NULL,
                leave_sequence bigint,
                leave_time timestamptz,
                PRIMARY KEY (shop_id, number, shopper_id, enter_sequence)
            );
            CREATE INDEX memberships_of_shopper ON memberships (shop_id, shopper_id);
            CREATE INDEX memberships_entered ON memberships (partition, enter_sequence);
            CREATE INDEX memberships_left ON memberships (partition, leave_sequence) WHERE leave_sequence IS NOT NULL;
            COMMENT ON TABLE memberships IS 'From which record to which one a shopper was in a version of a segment. Counts between the begin and the end of the version.';
            """);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("DROP TABLE memberships, segment_states, segment_partitions, segment_clauses, segment_versions, segments;");
        migrationBuilder.Sql(OutboxTables.Drop);
    }
}
