using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.Tests.Definitions;
using Automation.WorkflowEngine.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Automation.WorkflowEngine.Tests.Storage;

/// <summary>A database as the build before wrote it: its definitions compile and its runs go on.</summary>
[Trait("kind", "stack")]
public sealed class Rows_of_an_earlier_build
{
    const string Shopper = "0193a000-0000-7000-8000-000000000001";
    const string Sending = "6c5af251-50a9-88aa-8a93-41ad4a67c7c3";
    const string Waiting = "6c5af251-50a9-88aa-8a93-41ad4a67c7c4";
    const string Message = "11111111-2222-8333-8444-555555555555";

    [Fact]
    public async Task Are_read_and_their_runs_go_on()
    {
        await using var database = await EngineDatabase.CreateAsync();
        await database.MigrateAsync("20261122000000_CreateWorkflowEngine");
        await database.ExecuteAsync($"""
            INSERT INTO workflows VALUES ('shop', 'cart-recovery', 1, 1, 2, '2026-01-05T08:00:00Z');
            INSERT INTO workflow_versions VALUES ('shop', 'cart-recovery', 1, decode('{A_definition_of_an_earlier_build.Bytes}', 'base64'), '2026-01-05T08:00:00Z');
            INSERT INTO activations VALUES ('shop', 'cart-recovery', 1, 1, array_fill(0::bigint, ARRAY[16]), '2026-01-05T08:00:00Z');
            UPDATE catalog_changes SET counter = 2;
            INSERT INTO runs VALUES
                ('{Sending}', 'shop', '{Shopper}', 3, 'cart-recovery', 1, 'c1', 2, 1, 1, '{Message}', 0, '', '2026-01-05T09:00:00Z', 1, '2026-01-05T09:00:00Z', NULL, '', 4),
                ('{Waiting}', 'shop', '{Shopper}', 3, 'cart-recovery', 1, 'c2', 1, 0, 1, NULL, 0, '', '2026-01-05T09:30:00Z', 2, '2026-01-05T09:30:00Z', NULL, '', 2);
            INSERT INTO timers VALUES ('{Waiting}', 3, '2026-01-05T10:30:00Z', 'shop', '{Shopper}');
            """);

        await database.MigrateAsync();

        await using var connection = await database.Source.OpenConnectionAsync();
        using var registry = new WorkflowRegistry(NullLogger<WorkflowRegistry>.Instance);
        var snapshot = await registry.CurrentAsync(connection, default);
        var runs = await BatchReads.OpenRunsAsync(connection, [("shop", Guid.Parse(Shopper))], default);
        var (sending, waiting) = (runs.Single(run => run.Key == "c1"), runs.Single(run => run.Key == "c2"));
        Assert.Equal(("1,1", 1), (sending.Visits.ToString(), sending.Visit));
        Assert.Equal(("1", 1), (waiting.Visits.ToString(), waiting.Visit));

        await using var counting = new NpgsqlCommand("SELECT string_agg(step || ' ' || state || ' ' || count, ', ' ORDER BY step, state) FROM run_counts", connection);
        Assert.Equal("0 0 2, 0 1 1, 1 0 1, 1 2 1", await counting.ExecuteScalarAsync());

        var workflow = snapshot.Find(sending.Workflow)!;
        Assert.Single(snapshot.TriggeredBy("shop", "product_added", 3, 1));
        var settled = new Event { EventId = "s", MessageSettled = new() { MessageId = Message, RunId = Sending, Outcome = MessageOutcome.Sent } };
        Assert.Equal(RunState.Completed, RunMachine.Handle(workflow, sending, Arrived(settled, "message_settled"))!.Run.State);

        var added = Arrived(A.Added("c2"), "product_added");
        var moved = RunMachine.Handle(workflow, waiting, added)!;
        Assert.Equal(added.Now.AddHours(1), moved.Run.DueTime);
        var writes = new BatchWrites();
        writes.Add(moved, isNew: false);
        await writes.SaveAsync(connection, default);
        Assert.Equal(moved.Run, (await BatchReads.OpenRunsAsync(connection, [("shop", Guid.Parse(Shopper))], default)).Single(run => run.Key == "c2"));
    }

    static EventInput Arrived(Event @event, string name) => new(
        new LoggedEvent { Partition = 3, Sequence = 9, ShopId = "shop", ShopperId = Shopper, Event = @event },
        name,
        EventNames.ActionOf(@event),
        A.Start.AddHours(1),
        new LogPosition { Partition = 3, Sequence = 9 },
        Reading: null);
}
