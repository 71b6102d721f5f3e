using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Tests.Storage;
using Automation.WorkflowEngine.V1;
using Npgsql;

namespace Automation.WorkflowEngine.Tests.Runs;

/// <summary>What holds of every kind of step, whatever it does.</summary>
public sealed class A_step_of_any_kind
{
    [Theory]
    [MemberData(nameof(Step_tales.Kinds), MemberType = typeof(Step_tales))]
    public void Comes_in_the_tale_that_tries_it(string kind)
    {
        var tale = Step_tales.Of(kind);
        Assert.Contains(tale.Workflows[0].Definition.Steps, step => step.KindCase.ToString() == kind);
        var story = tale.New();
        tale.Tell(story);
        var steps = tale.Workflows[0].Definition.Steps.Select((step, index) => (step, index)).Where(row => row.step.KindCase.ToString() == kind).ToList();
        Assert.Contains(story.Runs.Values, run => steps.Any(row => run.Visits.Of(row.index) > 0));
    }

    [Theory]
    [MemberData(nameof(Step_tales.Kinds), MemberType = typeof(Step_tales))]
    public void Decides_again_as_its_history_says(string kind)
    {
        var tale = Step_tales.Of(kind);
        var story = tale.New();
        tale.Tell(story);
        foreach (var run in story.Runs.Values)
        {
            var workflow = Story.Compiled(tale.Workflows.Single(row => row.WorkflowId == run.Workflow.WorkflowId).Definition);
            var (again, decided) = Replay.Of(run.Workflow, workflow, run.RunId, run.ShopperId, story.Histories[run.RunId]);
            Assert.Equal(story.Histories[run.RunId], decided);
            Assert.Equal(run with { Partition = again.Partition, EnterSequence = again.EnterSequence, Depth = again.Depth }, again);
        }
    }
}

/// <summary>The same over a database: an engine starts anew for every batch, and dies once before each commit.</summary>
[Trait("kind", "stack")]
public sealed class A_step_of_any_kind_in_a_database : IAsyncLifetime
{
    EngineDatabase? _database;

    public async Task InitializeAsync()
    {
        _database = await EngineDatabase.CreateAsync();
        await _database.MigrateAsync();
    }

    public async Task DisposeAsync() => await _database!.DisposeAsync();

    [Theory]
    [MemberData(nameof(Step_tales.Kinds), MemberType = typeof(Step_tales))]
    public async Task Does_what_it_does_in_memory_whoever_is_killed(string kind)
    {
        var tale = Step_tales.Of(kind);
        var undisturbed = tale.New();
        tale.Tell(undisturbed);
        var killed = tale.New(new StoryKeeper(_database!.Source));
        tale.Tell(killed);

        Assert.Equal(undisturbed.Runs.Values.OrderBy(run => run.RunId), killed.Runs.Values.OrderBy(run => run.RunId));
        foreach (var run in undisturbed.Runs.Values)
        {
            Assert.Equal(undisturbed.Histories[run.RunId], killed.Histories[run.RunId]);
            Assert.Equal(undisturbed.Histories[run.RunId], await ReadAsync(
                "SELECT entry FROM run_entries WHERE run_id = $1 ORDER BY number", row => RunEntry.Parser.ParseFrom(row.GetFieldValue<byte[]>(0)), run.RunId));
        }
        Assert.Equal(
            undisturbed.Dispatches.Select(message => message.MessageId).Order(), (await ReadAsync("SELECT message_id FROM effects", row => row.GetGuid(0).ToString())).Order());
        Assert.Equal(
            undisturbed.Emitted.Select(emitted => emitted.Event.EventId).Order(StringComparer.Ordinal),
            (await ReadAsync("SELECT event_id FROM outbox", row => row.GetString(0))).Order(StringComparer.Ordinal));
        Assert.Equal(
            undisturbed.Assigned.Select(pair => $"{pair.Key.WorkflowId} {pair.Key.StepId} {pair.Value}").Order(StringComparer.Ordinal),
            (await ReadAsync("SELECT workflow_id || ' ' || step_id || ' ' || way FROM step_assignments", row => row.GetString(0))).Order(StringComparer.Ordinal));
        Assert.Equal(
            undisturbed.Runs.Values.Where(run => run.DueTime is not null).Select(run => (run.RunId, run.DueTime!.Value)).Order(),
            (await ReadAsync("SELECT run_id, due_time FROM timers", row => (row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1)))).Order());
    }

    async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] values)
    {
        await using var command = _database!.Source.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }
}
