using Automation.EventLog.Following;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Segmentation.Storage.Migrations;

[DbContext(typeof(SegmentationContext))]
[Migration("20261122000000_Profiles")]
sealed class Profiles : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(FollowingTables.Create);
        migrationBuilder.Sql(
            """
            CREATE TABLE profiles (
                shop_id text NOT NULL,
                shopper_id uuid NOT NULL,
                partition smallint NOT NULL,
                sequence bigint NOT NULL,
                state bytea NOT NULL,
                PRIMARY KEY (shop_id, shopper_id)
            ) WITH (fillfactor = 70);
            COMMENT ON TABLE profiles IS 'What is known of each shopper, up to an event. Every event of a shopper rewrites the row: room in the page keeps the index out of it.';
            COMMENT ON COLUMN profiles.sequence IS 'The last event of the shopper that is included.';
            COMMENT ON COLUMN profiles.state IS 'automation.segmentation.profiles.ProfileState.';
            """);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("DROP TABLE profiles;");
        migrationBuilder.Sql(FollowingTables.Drop);
    }
}
