using Automation.Testing;
using Automation.WorkflowEngine.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Automation.WorkflowEngine.Tests.Storage;

/// <summary>A new database, with the schema of one build and then of a later one.</summary>
sealed class EngineDatabase(NpgsqlDataSource source) : IAsyncDisposable
{
    public NpgsqlDataSource Source => source;

    public static async Task<EngineDatabase> CreateAsync() => new(NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(await LocalPostgres.CreateDatabaseAsync()) { SearchPath = WorkflowEngineContext.Schema }));

    /// <summary>Migrates up to a migration; null: the newest.</summary>
    public async Task MigrateAsync(string? migration = null)
    {
        var options = new DbContextOptionsBuilder<WorkflowEngineContext>().UseNpgsql(
            source, npgsql => npgsql.MigrationsHistoryTable("__ef_migrations", WorkflowEngineContext.Schema));
        await using var context = new WorkflowEngineContext(options.Options);
        await context.GetService<IMigrator>().MigrateAsync(migration);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
