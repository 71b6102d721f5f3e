using Automation.EventLog.Outbox;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Automation.Recommendations.Storage.Migrations;

/// <summary>
/// Who saw which price and waits for what, what products cost and have in stock, and whom that was told. Replicas of the build before
/// go on writing interests meanwhile: their column stays, and the database itself computes the one that follows from others.
/// </summary>
[DbContext(typeof(RecommendationsContext))]
[Migration("20261130221000_Offers")]
sealed class Offers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(OutboxTables.Create);
        migrationBuilder.Sql(
            """
            ALTER TABLE interests
                ALTER COLUMN last_day DROP NOT NULL,
                ADD COLUMN viewed_before_day date,
                ADD COLUMN in_cart_day date,
                ADD COLUMN wished_day date,
                ADD COLUMN seen_micros bigint,
                ADD COLUMN seen_currency text,
                ADD COLUMN seen_microseconds bigint,
                ADD COLUMN told_day date,
                ADD COLUMN told_micros bigint;
            ALTER TABLE interests ADD COLUMN kept_until_day date GENERATED ALWAYS AS
                (greatest(viewed_day + 35, added_day + 60, in_cart_day + 60, wished_day + 180, ordered_day + 90)) STORED;
            COMMENT ON TABLE interests IS 'On which day (UTC) of the shop clock each shopper last wanted each product, by how.';
            COMMENT ON COLUMN interests.kept_until_day IS 'The last day on which any of it counts; then it is forgotten.';
            COMMENT ON COLUMN interests.last_day IS 'Written by replicas of the build before alone; nothing reads it.';
            COMMENT ON COLUMN interests.viewed_before_day IS 'The view before the last one.';
            COMMENT ON COLUMN interests.seen_micros IS 'The last price shown, in millionths of a unit.';
            COMMENT ON COLUMN interests.told_micros IS 'The lower price that was told last, and told_day when. Written with the event.';

            CREATE TABLE watched_products (
                shop_id text NOT NULL,
                product_id text COLLATE "C" NOT NULL,
                partition smallint NOT NULL,
                sequence bigint NOT NULL,
                price_micros bigint,
                currency text,
                sellable boolean NOT NULL,
                unit_count integer,
                former_micros bigint,
                drop_time timestamptz,
                due_time timestamptz,
                wave_time timestamptz,
                back_time timestamptz,
                next_wave_time timestamptz,
                wave_count integer NOT NULL,
                silent_until timestamptz,
                PRIMARY KEY (shop_id, product_id)
            ) WITH (fillfactor = 80);
            CREATE INDEX watched_products_by_wave ON watched_products (wave_time, shop_id) WHERE wave_time IS NOT NULL;
            CREATE INDEX watched_products_by_next_wave ON watched_products (partition, next_wave_time) WHERE next_wave_time IS NOT NULL;
            COMMENT ON TABLE watched_products IS 'What each product costs and has in stock by the shop''s last word, and what is to be told of how that changed.';
            COMMENT ON COLUMN watched_products.partition IS 'The product''s, whose owner folds what the shop says of it.';
            COMMENT ON COLUMN watched_products.wave_time IS 'The hour of due_time; what dropped is told at its end.';

            CREATE TABLE stock_requests (
                partition smallint NOT NULL,
                shop_id text NOT NULL,
                product_id text COLLATE "C" NOT NULL,
                shopper_id uuid NOT NULL,
                variant_id text COLLATE "C" NOT NULL,
                request_microseconds bigint NOT NULL,
                channel smallint NOT NULL,
                told_restock timestamptz,
                PRIMARY KEY (partition, shop_id, product_id, shopper_id, variant_id)
            ) WITH (fillfactor = 80);
            CREATE INDEX stock_requests_by_product ON stock_requests (shop_id, product_id, request_microseconds);
            COMMENT ON TABLE stock_requests IS 'Who waits for which product; kept for 181 days. told_restock: of which return its shopper was told.';

            CREATE TABLE price_waves (
                shop_id text NOT NULL,
                wave_time timestamptz NOT NULL,
                held boolean NOT NULL,
                PRIMARY KEY (shop_id, wave_time)
            );
            COMMENT ON TABLE price_waves IS 'Hours of shops in which prices were told; held: too much of the catalog dropped, nothing was told.';

            CREATE TABLE price_wave_cursors (
                partition smallint PRIMARY KEY,
                wave_time timestamptz NOT NULL,
                shop_id text NOT NULL,
                after_shopper uuid NOT NULL
            );
            COMMENT ON TABLE price_wave_cursors IS 'How far the shoppers of each partition were told. Stays when all else is folded anew.';
            """);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            DROP TABLE price_wave_cursors;
            DROP TABLE price_waves;
            DROP TABLE stock_requests;
            DROP TABLE watched_products;
            DELETE FROM interests WHERE viewed_day IS NULL AND added_day IS NULL AND ordered_day IS NULL;
            UPDATE interests SET last_day = greatest(viewed_day, added_day, ordered_day);
            ALTER TABLE interests
                ALTER COLUMN last_day SET NOT NULL,
                DROP COLUMN kept_until_day,
                DROP COLUMN viewed_before_day,
                DROP COLUMN in_cart_day,
                DROP COLUMN wished_day,
                DROP COLUMN seen_micros,
                DROP COLUMN seen_currency,
                DROP COLUMN seen_microseconds,
                DROP COLUMN told_day,
                DROP COLUMN told_micros;
            """);
        migrationBuilder.Sql(OutboxTables.Drop);
    }
}
