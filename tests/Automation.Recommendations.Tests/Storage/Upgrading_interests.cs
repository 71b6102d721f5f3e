using Automation.Recommendations.Popularity;
using Automation.Recommendations.Storage;
using Automation.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Xunit;

namespace Automation.Recommendations.Tests.Storage;

[Trait("kind", "stack")]
public sealed class Upgrading_interests
{
    [Fact]
    public async Task Interests_of_the_build_before_get_the_partition_of_their_shopper()
    {
        await using var database = await CreateAsync();
        await using var context = ContextOf(database);
        var migrator = context.GetService<IMigrator>();
        await migrator.MigrateAsync("20261130011000_Interactions");
        var (ann, bob) = (Guid.NewGuid(), Guid.NewGuid());
        await ExecuteAsync(
            database,
            $"""
            INSERT INTO interests VALUES
                ('shop', '{ann}', 'p', '2026-11-01', NULL, '2026-11-02', '2026-11-02'),
                ('shop', '{ann}', 'q', '2026-11-03', NULL, NULL, '2026-11-03'),
                ('shop', '{bob}', 'p', NULL, NULL, '2026-11-02', '2026-11-02');
            INSERT INTO interactions VALUES
                (3, 1, 0, 'shop', '{ann}', 1, 'p', 0), (3, 2, 0, 'shop', '{ann}', 1, 'q', 0), (7, 1, 0, 'shop', '{bob}', 2, 'p', 0);
            """);

        await migrator.MigrateAsync();

        Assert.Equal(
            [(3, ann, "p"), (3, ann, "q"), (7, bob, "p")],
            await ReadAsync(database, "SELECT partition, shopper_id, product_id FROM interests ORDER BY 1, 3"));
        Assert.Equal(["p"], await new InterestTable(database).OrderedAsync("shop", ann, 10, default));

        await migrator.MigrateAsync("20261130011000_Interactions");
        await migrator.MigrateAsync();
        Assert.Equal(3, (await ReadAsync(database, "SELECT partition, shopper_id, product_id FROM interests")).Count);
        // A day that counts, by what was done: ordered for 90 days, viewed for 35.
        Assert.Equal(
            [(3, ann, "p 2027-01-31"), (3, ann, "q 2026-12-08"), (7, bob, "p 2027-01-31")],
            await ReadAsync(database, "SELECT partition, shopper_id, product_id || ' ' || kept_until_day FROM interests ORDER BY 1, 3"));
    }

    [Fact]
    public async Task Replicas_of_the_build_before_go_on_writing_interests_and_those_are_kept_as_long_as_others()
    {
        await using var database = await CreateAsync();
        await using var context = ContextOf(database);
        var migrator = context.GetService<IMigrator>();
        await migrator.MigrateAsync("20261130100000_InterestsByProduct");
        var ann = Guid.NewGuid();
        await InsertAsync("p");

        await migrator.MigrateAsync();

        await InsertAsync("q");
        var ours = new InterestKey(3, "shop", ann, "r");
        await using (var batch = database.CreateBatch())
        {
            batch.BatchCommands.Add(InterestTable.InsertCommand([KeyValuePair.Create(ours, new Interest { Wished = new(2026, 11, 1) })]));
            await batch.ExecuteNonQueryAsync();
        }
        Assert.Equal(["p 2026-12-06", "q 2026-12-06", "r 2027-04-30"], await KeptAsync());
        await OrderAsync("p");
        await OrderAsync("q");
        Assert.Equal(["p 2027-02-01", "q 2027-02-01", "r 2027-04-30"], await KeptAsync());

        // And back: what it cannot know goes.
        await migrator.MigrateAsync("20261130100000_InterestsByProduct");
        await InsertAsync("s");
        Assert.Equal(
            [(3, ann, "p 2026-11-03"), (3, ann, "q 2026-11-03"), (3, ann, "s 2026-11-01")],
            await ReadAsync(database, "SELECT partition, shopper_id, product_id || ' ' || last_day FROM interests ORDER BY 3"));

        // The statements of that build.
        Task InsertAsync(string productId) => ExecuteAsync(
            database,
            $"""
            INSERT INTO interests (partition, shop_id, product_id, shopper_id, viewed_day, added_day, ordered_day, last_day)
            SELECT * FROM unnest(
                ARRAY[3::smallint], ARRAY['shop'], ARRAY['{productId}'], ARRAY['{ann}'::uuid], ARRAY['2026-11-01'::date], ARRAY[NULL::date],
                ARRAY[NULL::date], ARRAY['2026-11-01'::date]) AS n (partition, shop_id, product_id, shopper_id, viewed_day, added_day, ordered_day, last_day)
            """);

        Task OrderAsync(string productId) => ExecuteAsync(
            database,
            $"""
            UPDATE interests i SET viewed_day = '2026-11-01', added_day = NULL, ordered_day = '2026-11-03', last_day = '2026-11-03'
            WHERE (i.partition, i.shop_id, i.product_id, i.shopper_id) = (3, 'shop', '{productId}', '{ann}')
            """);

        async Task<IEnumerable<string>> KeptAsync() =>
            (await ReadAsync(database, "SELECT partition, shopper_id, product_id || ' ' || kept_until_day FROM interests ORDER BY 3")).Select(row => row.Item3);
    }

    static async Task<NpgsqlDataSource> CreateAsync() => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(await LocalPostgres.CreateDatabaseAsync()) { SearchPath = "recommendations" });

    static RecommendationsContext ContextOf(NpgsqlDataSource database) => new(
        new DbContextOptionsBuilder<RecommendationsContext>().UseNpgsql(
            database, npgsql => npgsql.MigrationsHistoryTable("__ef_migrations", "recommendations")).Options);

    static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    static async Task<List<(int, Guid, string)>> ReadAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(int, Guid, string)>();
        while (await reader.ReadAsync())
            rows.Add((reader.GetInt16(0), reader.GetGuid(1), reader.GetString(2)));
        return rows;
    }
}
