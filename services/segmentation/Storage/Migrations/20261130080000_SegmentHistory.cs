using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Segmentation.Storage.Migrations;

/// <summary>How large segments were, day by day; memberships that are over are forgotten; preparations can be paused.</summary>
[DbContext(typeof(SegmentationContext))]
[Migration("20261130080000_SegmentHistory")]
sealed class SegmentHistory : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            CREATE TABLE segment_days (
                shop_id text NOT NULL,
                segment_id text NOT NULL,
                day date NOT NULL,
                member_count bigint NOT NULL,
                PRIMARY KEY (shop_id, segment_id, day)
            );
            COMMENT ON TABLE segment_days IS 'How many were in a segment when a day (UTC) began.';

            CREATE TABLE counted_days (
                shop_id text NOT NULL PRIMARY KEY,
                day date NOT NULL
            );
            COMMENT ON TABLE counted_days IS 'The last day for which the members of a shop''s segments were counted, by whichever replica.';

            CREATE INDEX memberships_over ON memberships (leave_time) WHERE leave_time IS NOT NULL;

            ALTER TABLE segment_versions ADD COLUMN paused boolean NOT NULL DEFAULT false;
            COMMENT ON COLUMN segment_versions.paused IS 'While it is being prepared nobody of the shop is filled in.';
            """);

    protected override void Down(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("ALTER TABLE segment_versions DROP COLUMN paused; DROP INDEX memberships_over; DROP TABLE counted_days, segment_days;");
}
