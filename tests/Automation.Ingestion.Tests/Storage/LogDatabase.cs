using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Automation.Ingestion.Storage;
using Automation.ServiceDefaults.Clocks;
using Automation.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.Ingestion.Tests.Storage;

/// <summary>A log of a test's own, with the schema of one build and then of a later one.</summary>
sealed class LogDatabase(NpgsqlDataSource source) : IAsyncDisposable
{
    readonly EventLogAppender _appender = new(source, ClockOf(TimeProvider.System), TimeProvider.System);

    /// <summary>The clock of a machine that appends.</summary>
    public static LogClock ClockOf(TimeProvider machine) => new(machine, Options.Create(new ClockOptions()), machine);

    public NpgsqlDataSource Source => source;

    public static async Task<LogDatabase> CreateAsync() => new(NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(await LocalPostgres.CreateDatabaseAsync())
        {
            SearchPath = IngestionContext.Schema, PersistSecurityInfo = true,
        }));

    /// <summary>A log that the newest build has begun.</summary>
    public static async Task<LogDatabase> BegunAsync()
    {
        var log = await CreateAsync();
        await log.MigrateAsync();
        await log.BeginAsync();
        return log;
    }

    /// <summary>Migrates up to a migration; null: the newest.</summary>
    public async Task MigrateAsync(string? migration = null)
    {
        var options = new DbContextOptionsBuilder<IngestionContext>().UseNpgsql(
            source, npgsql => npgsql.MigrationsHistoryTable("__ef_migrations", IngestionContext.Schema));
        await using var context = new IngestionContext(options.Options);
        await context.GetService<IMigrator>().MigrateAsync(migration);
    }

    public Task BeginAsync() => new LogSettings(source).StartAsync(CancellationToken.None);

    public Task<Appended> AppendAsync(params PendingEvent[] events) => _appender.AppendAsync(events, CancellationToken.None);

    /// <summary>The whole log, partition by partition.</summary>
    public async Task<List<LoggedEvent>> ReadAsync()
    {
        var records = new List<LoggedEvent>();
        for (var partition = 0; partition < 16; partition++)
            await new EventLogReader(source).ReadPartitionAsync(partition, 0, 5_000, records, CancellationToken.None);
        return records;
    }

    public async Task<object?> ExecuteAsync(string sql, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _appender.DisposeAsync();
        await source.DisposeAsync();
    }
}
