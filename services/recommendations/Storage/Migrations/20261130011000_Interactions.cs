using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Recommendations.Storage.Migrations;

/// <summary>What the models of visits and orders are made of, whenever a process starts.</summary>
[DbContext(typeof(RecommendationsContext))]
[Migration("20261130011000_Interactions")]
sealed class Interactions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        CREATE TABLE interactions (
            partition smallint NOT NULL,
            sequence bigint NOT NULL,
            line smallint NOT NULL,
            shop_id text NOT NULL,
            shopper_id uuid NOT NULL,
            kind smallint NOT NULL,
            product_id text NOT NULL,
            log_microseconds bigint NOT NULL,
            PRIMARY KEY (partition, sequence, line)
        );
        COMMENT ON TABLE interactions IS 'What shoppers did with products, under the partition and sequence of the log; dropped after Models:Kept.';
        COMMENT ON COLUMN interactions.kind IS '1 visited (viewed or added), 2 ordered.';
        COMMENT ON COLUMN interactions.log_microseconds IS 'Log time, since 1970.';
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP TABLE interactions;");
}
