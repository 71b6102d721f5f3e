using System.Net;
using System.Net.Sockets;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.Intake;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.Tests.Triggers;
using Automation.WorkflowEngine.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Automation.WorkflowEngine.Tests.Storage;

/// <summary>What a database keeps of enrollments while their workflow ends, a peer is away or a build knows them not.</summary>
[Trait("kind", "stack")]
public sealed class Enrollments_that_meet_trouble
{
    [Fact]
    public async Task Are_not_taken_down_once_their_workflow_is_deactivated()
    {
        await using var database = await CreateAsync();
        var store = new EnrollmentStore(database.Source, TimeProvider.System);
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "UPDATE workflows SET active_version = 0";
            await command.ExecuteNonQueryAsync();
        }
        var order = Order();
        var adding = store.AddAsync(order, default);
        await Task.Delay(300);
        Assert.False(adding.IsCompleted, "it does not wait for what becomes of its workflow");
        await transaction.CommitAsync();
        await adding;
        Assert.Null(await store.FindAsync("corner-shop", order.EnrollmentId, default));

        await database.ExecuteAsync("UPDATE workflows SET active_version = 1");
        await store.AddAsync(order, default);
        await store.AddAsync(order, default);
        Assert.Equal(order.EnrollmentId, (await store.FindAsync("corner-shop", order.EnrollmentId, default))?.Order.EnrollmentId);
    }

    [Fact]
    public async Task Wait_where_segmentation_is_away_or_silent_or_this_build_cannot_begin_them()
    {
        await using var database = await CreateAsync();
        var store = new EnrollmentStore(database.Source, TimeProvider.System);
        var (open, foreign, cancelled) = (Order(), Order() with { Version = new WorkflowVersion("corner-shop", "cart-recovery", 2) }, Order());
        foreach (var order in new[] { open, foreign, cancelled })
            await store.AddAsync(order, default);
        await store.CancelAsync("corner-shop", cancelled.EnrollmentId, default);
        var snapshot = new Story(A_schedule_as_the_trigger.Definition).Registry;
        var due = new[] { open, foreign, cancelled }.Select(order => (new EnrollmentPart(order, 3, 7, A.Start), A.Start.AddMinutes(1), 9L)).ToList();
        await using var connection = await database.Source.OpenConnectionAsync();
        // Takes connections and never answers.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
            var batch = new EnrollmentBatch(
                new MembershipLogService.MembershipLogServiceClient(channel), Options.Create(new WorkflowEngineOptions()), TimeProvider.System,
                NullLogger<EnrollmentBatch>.Instance);
            var began = TimeProvider.System.GetTimestamp();
            var read = await batch.ReadAsync(due, snapshot, connection, default);
            // A transaction that says nothing for five seconds is ended.
            Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(4));
            Assert.Equal(due.Select(one => one.Item1), read.Select(one => one.Part));
            Assert.Equal([null, null, true], read.Select(one => one.Page?.Part.IsDone));
            silent.Stop();
        }
    }

    [Fact]
    public async Task Are_begun_again_where_partitions_passed_over_them()
    {
        await using var database = await CreateAsync();
        var store = new EnrollmentStore(database.Source, TimeProvider.System);
        var (whole, part, cancelled) = (Order(), Order(), Order());
        foreach (var order in new[] { whole, part, cancelled })
            await store.AddAsync(order, default);
        await store.CancelAsync("corner-shop", cancelled.EnrollmentId, default);
        await database.ExecuteAsync($"""
            UPDATE enrollments SET append_time = '2026-01-05T09:00:00Z';
            INSERT INTO enrollment_partitions SELECT '{whole.EnrollmentId}', p, 1, now(), NULL, 0, true FROM generate_series(0, 15) p;
            INSERT INTO enrollment_partitions SELECT '{part.EnrollmentId}', p, 1, now(), NULL, 0, p < 5 FROM generate_series(0, 13) p;
            """);
        await using var connection = await database.Source.OpenConnectionAsync();
        Task<List<UnbegunPartitions>> LeftAsync(DateTimeOffset before) =>
            UnbegunEnrollments.LeftAsync(connection, A.Start.AddYears(-1), before, default);
        var appended = DateTimeOffset.Parse("2026-01-05T09:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Empty(await LeftAsync(appended));
        var left = Assert.Single(await LeftAsync(appended.AddMinutes(1)));
        Assert.Equal((part.EnrollmentId, appended), (left.Order.EnrollmentId, left.AppendTime));
        var records = EnrollmentRecords.Again(left).ToList();
        Assert.Equal([14, 15], records.Select(record => record.Partition));
        Assert.Empty(records.Select(record => record.RecordId).Intersect(EnrollmentRecords.Of(left.Order).Select(record => record.RecordId)));
        Assert.All(records, record => Assert.InRange(record.RecordId.Length, 1, 100));

        await UnbegunEnrollments.MarkAsync(connection, part.EnrollmentId, appended.AddMinutes(1), default);
        Assert.Empty(await LeftAsync(appended.AddMinutes(1)));
        Assert.NotEqual(records[0].RecordId, EnrollmentRecords.Again(Assert.Single(await LeftAsync(appended.AddMinutes(2)))).First().RecordId);
    }

    static EnrollmentOrder Order() => new(
        Guid.NewGuid(), new WorkflowVersion("corner-shop", "cart-recovery", 1), EnrollmentKind.Campaign, ["everybody"], 0, A.Start);

    static async Task<EngineDatabase> CreateAsync()
    {
        var database = await EngineDatabase.CreateAsync();
        await database.MigrateAsync();
        await database.ExecuteAsync("INSERT INTO workflows (shop_id, workflow_id, latest_version, active_version, revision, update_time) VALUES ('corner-shop', 'cart-recovery', 1, 1, 1, now())");
        return database;
    }
}
