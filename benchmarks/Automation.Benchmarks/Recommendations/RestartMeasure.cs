using System.Diagnostics;
using Automation.Recommendations.Interactions;
using Automation.Recommendations.Models;
using Automation.Recommendations.Models.Sessions;
using Automation.Recommendations.Storage;
using Automation.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.Benchmarks.Recommendations;

/// <param name="Interactions">Read from the table and taken into memory.</param>
/// <param name="Seconds">How long both take.</param>
/// <param name="AppendedPerSecond">Interactions written in transactions of 500, as the follower writes them.</param>
sealed record RestartFigures(int Interactions, double Seconds, double AppendedPerSecond);

/// <summary>Writes sessions as interactions to a PostgreSQL of its own and takes all of them into memory, as a process does that starts.</summary>
static class RestartMeasure
{
    public static async Task<RestartFigures> RunAsync(IReadOnlyList<FileSession> sessions)
    {
        await using var postgres = await LocalPostgres.StartAsync();
        var connection = new NpgsqlConnectionStringBuilder(await postgres.AddDatabaseAsync()) { SearchPath = "recommendations" };
        await using var database = NpgsqlDataSource.Create(connection);
        var context = new DbContextOptionsBuilder<RecommendationsContext>().UseNpgsql(
            database, npgsql => npgsql.MigrationsHistoryTable("__ef_migrations", "recommendations"));
        await using (var schema = new RecommendationsContext(context.Options))
            await schema.Database.MigrateAsync();

        var began = Stopwatch.GetTimestamp();
        var written = 0;
        foreach (var few in Interactions(sessions).Chunk(500))
        {
            await using var session = await database.OpenConnectionAsync();
            await using var transaction = await session.BeginTransactionAsync();
            await using var batch = new NpgsqlBatch(session, transaction) { BatchCommands = { InteractionTable.AppendCommand(few) } };
            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            written += few.Length;
        }
        var appended = written / Stopwatch.GetElapsedTime(began).TotalSeconds;

        began = Stopwatch.GetTimestamp();
        var read = await new InteractionTable(database).ReadLatestAsync(new ModelOptions().ReadAtStart, CancellationToken.None);
        new SessionStore(Options.Create(new ModelOptions())).Apply(read);
        return new(read.Count, Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 2), Math.Round(appended));
    }

    static IEnumerable<Interaction> Interactions(IReadOnlyList<FileSession> sessions)
    {
        var sequences = new long[16];
        foreach (var (number, session) in sessions.Index())
        {
            var (partition, shopper) = (number % sequences.Length, Guid.NewGuid());
            foreach (var item in session.Items)
            {
                yield return new(
                    partition, ++sequences[partition], 0, "shop", shopper, InteractionKind.Visited, item, (long)session.LastTime * 1_000_000);
            }
        }
    }
}
