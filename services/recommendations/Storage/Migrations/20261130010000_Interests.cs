using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Recommendations.Storage.Migrations;

/// <summary>Who wanted what, so that popular counts shoppers. Counts of days before stay what they were until they are 30 days old.</summary>
[DbContext(typeof(RecommendationsContext))]
[Migration("20261130010000_Interests")]
sealed class Interests : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE interests (
            shop_id text NOT NULL,
            shopper_id uuid NOT NULL,
            product_id text COLLATE "C" NOT NULL,
            viewed_day date,
            added_day date,
            ordered_day date,
            last_day date NOT NULL,
            PRIMARY KEY (shop_id, shopper_id, product_id)
        );
        CREATE INDEX interests_by_last_day ON interests (last_day);
        COMMENT ON TABLE interests IS 'On which day (UTC) of the shop clock each shopper last wanted each product, by how. Kept for 35 days.';
        COMMENT ON TABLE product_days IS 'How many shoppers wanted each product last on each day of the shop clock (UTC).';
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE interests;");
}
