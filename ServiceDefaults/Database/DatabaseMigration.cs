using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;
using Polly.Retry;

namespace Automation.ServiceDefaults.Database;

/// <summary>Brings the schema to what the code expects, before anything else of the service starts. Replicas take turns.</summary>
sealed class DatabaseMigration<TContext>(IDbContextFactory<TContext> contexts, ILogger<DatabaseMigration<TContext>> logger)
    : IHostedService
    where TContext : DbContext
{
    // "migrate" in ASCII; the database is the service's alone. EF's own lock is given back after each migration, and does
    // not know of those that another replica has applied meanwhile.
    const string Lock = "SELECT pg_advisory_lock(30796665482998885)";
    const string Unlock = "SELECT pg_advisory_unlock(30796665482998885)";

    static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsUnavailability),
                MaxRetryAttempts = 60,
                Delay = TimeSpan.FromSeconds(1),
                OnRetry = arguments =>
                {
                    DatabaseLog.MigrationWaits(logger, arguments.Outcome.Exception, arguments.AttemptNumber + 1);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        await pipeline.ExecuteAsync(
            async token =>
            {
                await using var context = await contexts.CreateDbContextAsync(token);
                // An index of a large table takes longer than a query may.
                context.Database.SetCommandTimeout(s_longest);
                // All on one connection: the lock is its session's.
                await context.Database.OpenConnectionAsync(token);
                await context.Database.ExecuteSqlRawAsync(Lock, token);
                try
                {
                    // A new database would else answer a first look at what was applied with an error, which is logged as one.
                    await context.GetService<IHistoryRepository>().CreateIfNotExistsAsync(token);
                    await context.Database.MigrateAsync(token);
                }
                finally
                {
                    // The pool keeps the session, and it would keep the lock. With a session that is gone the lock is, too.
                    if (context.Database.GetDbConnection().State is ConnectionState.Open)
                        await context.Database.ExecuteSqlRawAsync(Unlock, CancellationToken.None);
                }
            },
            cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // 3D000: the database itself is not created yet.
    static bool IsUnavailability(Exception exception) => DatabaseUnavailability.Is(exception)
        || exception is PostgresException { SqlState: "3D000" };
}
