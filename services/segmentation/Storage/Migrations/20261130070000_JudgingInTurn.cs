using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Segmentation.Storage.Migrations;

/// <summary>After a comparison of the customers shoppers are judged anew page by page.</summary>
[DbContext(typeof(SegmentationContext))]
[Migration("20261130070000_JudgingInTurn")]
sealed class JudgingInTurn : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            ALTER TABLE shop_cohorts ADD COLUMN judged_after uuid, ADD COLUMN judged_sequence bigint NOT NULL DEFAULT 0, ADD COLUMN tell_time timestamptz;
            COMMENT ON COLUMN shop_cohorts.judged_after IS 'Shoppers behind this one are still to be judged by the comparison. NULL: all are, or no segment goes by it.';
            COMMENT ON COLUMN shop_cohorts.judged_sequence IS 'The record that judged the last of them.';
            COMMENT ON COLUMN shop_cohorts.tell_time IS 'Log time of the control record.';
            CREATE INDEX shop_cohorts_to_judge ON shop_cohorts (partition, judged_sequence) WHERE judged_after IS NOT NULL;

            DROP INDEX segment_states_of_partition;
            CREATE INDEX segment_states_in_turn ON segment_states (shop_id, partition, shopper_id);
            COMMENT ON TABLE segment_states IS 'What each shopper''s history comes to for the segments of the shop. state: automation.segments.StoredState.';
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            DROP INDEX segment_states_in_turn, shop_cohorts_to_judge;
            CREATE INDEX segment_states_of_partition ON segment_states (shop_id, partition);
            ALTER TABLE shop_cohorts DROP COLUMN judged_after, DROP COLUMN judged_sequence, DROP COLUMN tell_time;
            """);
}
