using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Automation.WorkflowEngine.Tests.Storage;

/// <summary>What is old goes, in small steps; what still says something stays.</summary>
[Trait("kind", "stack")]
public sealed class Forgetting_runs
{
    static readonly Guid s_shopper = Guid.Parse("0193a000-0000-7000-8000-000000000001");

    [Fact]
    public async Task Takes_their_histories_and_effects_along_and_remembers_who_came_in_once()
    {
        await using var database = await EngineDatabase.CreateAsync();
        await database.MigrateAsync();
        await PutAsync(database, "once", once: true);
        await PutAsync(database, "again", once: false);
        // 1,200 that are old, one that is not, one that goes on.
        await database.ExecuteAsync($"""
            INSERT INTO runs (run_id, shop_id, shopper_id, partition, workflow_id, version, run_key, state, step, visits, depth, traceparent,
                enter_time, enter_sequence, activity_time, end_time, end_reason, entry_count)
            SELECT gen_random_uuid(), 'shop', '{s_shopper}', 3, w, 1, 'c' || n, 4, 0, '1', 0, '', t, n, t, CASE WHEN n = 602 THEN NULL ELSE t END, '', 1
            FROM (SELECT w, n, timestamptz '2026-01-05T09:00:00Z' + CASE WHEN n > 600 THEN interval '1 day' ELSE interval '0' END AS t
                FROM unnest(ARRAY['once', 'again']) AS w, generate_series(1, 602) AS n) AS rows;
            UPDATE runs SET state = 1 WHERE end_time IS NULL;
            INSERT INTO run_entries SELECT run_id, 1, '' FROM runs;
            INSERT INTO effects SELECT gen_random_uuid(), run_id, 'remind', 1, enter_time FROM runs;
            """);

        using var registry = new WorkflowRegistry(NullLogger<WorkflowRegistry>.Instance);
        var runs = ForgottenRuns.Plan(database.Source, registry, new WorkflowEngineOptions()).Tables[0];
        Assert.Equal(700, await runs.DeleteAsync(A.Start.AddHours(1), 700, default));
        Assert.Equal(500, await runs.DeleteAsync(A.Start.AddHours(1), 700, default));

        Assert.Equal((4L, 4L, 4L), (await CountAsync(database, "runs"), await CountAsync(database, "run_entries"), await CountAsync(database, "effects")));
        Assert.Equal(600L, await CountAsync(database, "past_entries"));
        await using var connection = await database.Source.OpenConnectionAsync();
        var last = await BatchReads.LastRunsAsync(connection, [("shop", s_shopper)], DateTimeOffset.MinValue, default);
        Assert.Equal(A.Start, last[new EntryKey("shop", s_shopper, "once", "c7")].EnterTime);
        Assert.False(last.ContainsKey(new EntryKey("shop", s_shopper, "again", "c7")));
    }

    [Fact]
    public async Task Leaves_the_rest_of_the_dispatch_log_where_it_is()
    {
        await using var database = await EngineDatabase.CreateAsync();
        await database.MigrateAsync();
        for (var sequence = 1; sequence <= 4; sequence++)
        {
            await using var insert = database.Source.CreateCommand("INSERT INTO dispatches VALUES (3, $1, $2)");
            insert.Parameters.Add(new() { Value = (long)sequence });
            insert.Parameters.Add(new() { Value = sequence == 2 ? new byte[] { 0xff } : new DispatchRecord { DecideTime = A.Start.AddDays(sequence).ToTimestamp() }.ToByteArray() });
            await insert.ExecuteNonQueryAsync();
        }
        using var registry = new WorkflowRegistry(NullLogger<WorkflowRegistry>.Instance);
        var tables = ForgottenRuns.Plan(database.Source, registry, new WorkflowEngineOptions()).Tables;
        foreach (var table in tables.Skip(1))
            await table.DeleteAsync(A.Start.AddDays(4), 10_000, default);
        var (left, _) = await new DispatchStore(database.Source).ReadAsync(3, 0, 10, default);
        Assert.Equal(A.Start.AddDays(4), Assert.Single(left).DecideTime.ToDateTimeOffset());
    }

    static async Task PutAsync(EngineDatabase database, string workflowId, bool once)
    {
        var definition = A.CartWorkflowAgainAndAgain();
        definition.Reentry.Once = once;
        await using var insert = database.Source.CreateCommand(
            """
            WITH version AS (INSERT INTO workflow_versions VALUES ('shop', $1, 1, $2, now()))
            INSERT INTO activations VALUES ('shop', $1, 1, 1, array_fill(0::bigint, ARRAY[16]), now())
            """);
        insert.Parameters.Add(new() { Value = workflowId });
        insert.Parameters.Add(new() { Value = definition.ToByteArray() });
        await insert.ExecuteNonQueryAsync();
        await database.ExecuteAsync("UPDATE catalog_changes SET counter = counter + 1");
    }

    static async Task<long> CountAsync(EngineDatabase database, string table)
    {
        await using var command = database.Source.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
