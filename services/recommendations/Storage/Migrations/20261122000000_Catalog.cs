using Automation.EventLog.Following;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Recommendations.Storage.Migrations;

[DbContext(typeof(RecommendationsContext))]
[Migration("20261122000000_Catalog")]
sealed class Catalog : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(FollowingTables.Create);
        migrationBuilder.Sql(
            """
            CREATE TABLE products (
                shop_id text NOT NULL,
                product_id text COLLATE "C" NOT NULL,
                catalog bytea,
                catalog_sellable boolean NOT NULL,
                catalog_stamp bytea,
                title text,
                title_stamp bytea,
                price bytea,
                price_stamp bytea,
                image_url text,
                image_url_stamp bytea,
                product_url text,
                product_url_stamp bytea,
                PRIMARY KEY (shop_id, product_id)
            ) WITH (fillfactor = 80);
            COMMENT ON TABLE products IS 'All that was said of each product. Stamps (log time, partition, sequence) order it: the latest holds, whoever folds it first.';
            COMMENT ON COLUMN products.catalog IS 'The shop''s word, automation.commerce.v1.Product. NULL with a stamp: no longer sold.';
            COMMENT ON COLUMN products.catalog_sellable IS 'Whether the shop''s word lets it be shown to shoppers.';
            COMMENT ON COLUMN products.title IS 'This and the following: what shoppers'' events said, of use while there is no word of the shop.';
            COMMENT ON COLUMN products.price IS 'automation.commerce.v1.Money.';

            CREATE TABLE product_days (
                shop_id text NOT NULL,
                day date NOT NULL,
                product_id text COLLATE "C" NOT NULL,
                views bigint NOT NULL,
                adds bigint NOT NULL,
                orders bigint NOT NULL,
                PRIMARY KEY (shop_id, day, product_id)
            ) WITH (fillfactor = 80);
            COMMENT ON TABLE product_days IS 'How often each product was wanted on each day of the shop clock (UTC).';

            CREATE TABLE upsert_answers (
                shop_id text NOT NULL,
                request_id uuid NOT NULL,
                digest bytea NOT NULL,
                answer bytea NOT NULL,
                answer_time timestamptz NOT NULL,
                PRIMARY KEY (shop_id, request_id)
            );
            CREATE INDEX upsert_answers_by_time ON upsert_answers (answer_time);
            COMMENT ON TABLE upsert_answers IS 'First answers of UpsertProducts, for repeats within seven days of real time.';
            """);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("DROP TABLE upsert_answers; DROP TABLE product_days; DROP TABLE products;");
        migrationBuilder.Sql(FollowingTables.Drop);
    }
}
