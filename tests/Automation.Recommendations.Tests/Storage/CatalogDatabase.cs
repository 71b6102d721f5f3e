using Automation.Recommendations.Storage;
using Automation.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Automation.Recommendations.Tests.Storage;

/// <summary>A new database with the service's schema.</summary>
static class CatalogDatabase
{
    public static async Task<NpgsqlDataSource> CreateAsync()
    {
        var connection = new NpgsqlConnectionStringBuilder(await LocalPostgres.CreateDatabaseAsync())
        {
            SearchPath = "recommendations",
        };
        var database = NpgsqlDataSource.Create(connection);
        var options = new DbContextOptionsBuilder<RecommendationsContext>().UseNpgsql(
            database, npgsql => npgsql.MigrationsHistoryTable("__ef_migrations", "recommendations"));
        await using var context = new RecommendationsContext(options.Options);
        await context.Database.MigrateAsync();
        return database;
    }

    public static async Task InTransactionAsync(this NpgsqlDataSource database, Func<NpgsqlTransaction, Task> act)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await act(transaction);
        await transaction.CommitAsync();
    }
}
