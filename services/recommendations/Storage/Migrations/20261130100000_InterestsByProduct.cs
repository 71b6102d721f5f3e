using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Recommendations.Storage.Migrations;

/// <summary>
/// Interests with their partition, by product, and without an index that every event would change. Their partitions stand in the
/// interactions of the same days; what has none there is older than counts.
/// </summary>
[DbContext(typeof(RecommendationsContext))]
[Migration("20261130100000_InterestsByProduct")]
sealed class InterestsByProduct : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE interests RENAME TO interests_of_shoppers;
        CREATE TABLE interests (
            partition smallint NOT NULL,
            shop_id text NOT NULL,
            product_id text COLLATE "C" NOT NULL,
            shopper_id uuid NOT NULL,
            viewed_day date,
            added_day date,
            ordered_day date,
            last_day date NOT NULL,
            PRIMARY KEY (partition, shop_id, product_id, shopper_id)
        ) WITH (fillfactor = 90);
        INSERT INTO interests SELECT p.partition, i.shop_id, i.product_id, i.shopper_id, i.viewed_day, i.added_day, i.ordered_day, i.last_day
        FROM interests_of_shoppers i
        JOIN (SELECT DISTINCT ON (shop_id, shopper_id) shop_id, shopper_id, partition FROM interactions ORDER BY shop_id, shopper_id, partition) p
            USING (shop_id, shopper_id);
        DROP TABLE interests_of_shoppers;
        ALTER INDEX interests_pkey1 RENAME TO interests_pkey;
        CREATE INDEX interests_ordered ON interests (shop_id, shopper_id) WHERE ordered_day IS NOT NULL;
        COMMENT ON TABLE interests IS 'On which day (UTC) of the shop clock each shopper last wanted each product, by how. Kept for 35 days.';
        COMMENT ON COLUMN interests.partition IS 'The shopper''s, whose owner writes the row.';
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE interests DROP CONSTRAINT interests_pkey;
        DROP INDEX interests_ordered;
        ALTER TABLE interests DROP COLUMN partition;
        ALTER TABLE interests ADD PRIMARY KEY (shop_id, shopper_id, product_id);
        CREATE INDEX interests_by_last_day ON interests (last_day);
        """);
}
