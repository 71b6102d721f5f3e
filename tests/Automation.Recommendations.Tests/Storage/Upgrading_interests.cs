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
        var connection = new NpgsqlConnectionStringBuilder(await LocalPostgres.CreateDatabaseAsync()) { SearchPath = "recommendations" };
        await using var database = NpgsqlDataSource.Create(connection);
        var options = new DbContextOptionsBuilder<RecommendationsContext>().UseNpgsql(
            database, npgsql => npgsql.MigrationsHistoryTable("__ef_migrations", "recommendations"));
        await using var context = new RecommendationsContext(options.Options);
        var migrator = context.GetService<IMigrator>();
        await migrator.MigrateAsync("20261130011000_Interactions");
        var (ann, bob) = (Guid.NewGuid(), Guid.NewGuid());
        await ExecuteAsync(
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
            [(3, ann, "p"), (3, ann, "q"), (7, bob, "p")], await ReadAsync("SELECT partition, shopper_id, product_id FROM interests ORDER BY 1, 3"));
        Assert.Equal(["p"], await new InterestTable(database).OrderedAsync("shop", ann, 10, default));

        await migrator.MigrateAsync("20261130011000_Interactions");
        await migrator.MigrateAsync();
        Assert.Equal(3, (await ReadAsync("SELECT partition, shopper_id, product_id FROM interests")).Count);
        // A day that counts, by what was done: ordered for 90 days, viewed for 35.
        Assert.Equal(
            [(3, ann, "p 2027-01-31"), (3, ann, "q 2026-12-08"), (7, bob, "p 2027-01-31")],
            await ReadAsync("SELECT partition, shopper_id, product_id || ' ' || kept_until_day FROM interests ORDER BY 1, 3"));

        async Task ExecuteAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        async Task<List<(int, Guid, string)>> ReadAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<(int, Guid, string)>();
            while (await reader.ReadAsync())
                rows.Add((reader.GetInt16(0), reader.GetGuid(1), reader.GetString(2)));
            return rows;
        }
    }
}
