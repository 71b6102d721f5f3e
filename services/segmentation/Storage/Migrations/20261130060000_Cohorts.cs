using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Segmentation.Storage.Migrations;

[DbContext(typeof(SegmentationContext))]
[Migration("20261130060000_Cohorts")]
sealed class Cohorts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            CREATE TABLE shop_cohorts (
                partition smallint NOT NULL,
                shop_id text NOT NULL,
                sequence bigint NOT NULL,
                cohort bytea NOT NULL,
                PRIMARY KEY (shop_id, partition)
            );
            COMMENT ON TABLE shop_cohorts IS 'How the customers of a shop compare, as the last control record in a partition says. cohort: automation.commerce.v1.CohortComputed.';

            CREATE INDEX segment_states_of_partition ON segment_states (shop_id, partition);

            CREATE TABLE cohort_days (
                shop_id text NOT NULL PRIMARY KEY,
                day date NOT NULL
            );
            COMMENT ON TABLE cohort_days IS 'The last day for which the customers of a shop were compared, by whichever replica.';

            CREATE TABLE standard_segments (
                shop_id text NOT NULL,
                segment_id text NOT NULL,
                template_version int NOT NULL,
                segment_version int NOT NULL,
                PRIMARY KEY (shop_id, segment_id)
            );
            COMMENT ON TABLE standard_segments IS 'Which version of a standard definition a segment was put from last, and as which of its versions: a later one is the shop''s own.';
            """);
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("DROP TABLE standard_segments, cohort_days, shop_cohorts; DROP INDEX segment_states_of_partition;");
}
