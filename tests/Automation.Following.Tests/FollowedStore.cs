using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Automation.Commerce.V1;
using Automation.EventLog.Bus;
using Automation.EventLog.Following;
using Automation.Testing;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.Following.Tests;

/// <summary>A real database with what followers keep, and the table that the handlers of these tests write to.</summary>
sealed class FollowedStore : IAsyncDisposable
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    FollowedStore(NpgsqlDataSource database) => Database = database;

    public NpgsqlDataSource Database { get; }

    public NumberedLog Log { get; } = new();

    public static async Task<FollowedStore> CreateAsync()
    {
        var database = NpgsqlDataSource.Create(
            await LocalPostgres.CreateDatabaseAsync() + ";Persist Security Info=true;Options=-c idle_in_transaction_session_timeout=5000");
        await using var command = database.CreateCommand(
            FollowingTables.Create + FollowingTables.CreateFollowedLogs
            + "CREATE TABLE effects (effect_id bigint GENERATED ALWAYS AS IDENTITY, partition int, sequence bigint);");
        await command.ExecuteNonQueryAsync();
        return new FollowedStore(database);
    }

    public async Task<Replica> StartReplicaAsync(
        Action<EffectHandler>? prepare = null, TimeSpan? heartbeat = null, TimeSpan? stallTimeout = null)
    {
        var handler = new EffectHandler();
        prepare?.Invoke(handler);
        var replica = new Replica(this, handler, new()
        {
            Heartbeat = heartbeat ?? TimeSpan.FromMilliseconds(200), StallTimeout = stallTimeout ?? TimeSpan.FromSeconds(30),
        });
        await replica.Follower.StartAsync(CancellationToken.None);
        return replica;
    }

    /// <summary>What the handlers wrote, in the order they wrote it.</summary>
    public async Task<List<(int Partition, long Sequence)>> EffectsAsync()
    {
        await using var command = Database.CreateCommand("SELECT partition, sequence FROM effects ORDER BY effect_id");
        await using var reader = await command.ExecuteReaderAsync();
        var effects = new List<(int, long)>();
        while (await reader.ReadAsync())
            effects.Add((reader.GetInt32(0), reader.GetInt64(1)));
        return effects;
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task WaitUntilAsync(Func<bool> condition, string what) => WaitUntilAsync(() => Task.FromResult(condition()), what);

    public async Task WaitUntilAsync(Func<Task<bool>> condition, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Timeout)
                throw new TimeoutException($"Waited {Timeout.TotalSeconds:0} s until {what}.");
            await Task.Delay(20);
        }
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}

/// <summary>A follower as a replica has it; messages reach it by <see cref="LogFollower{TRecord}.Receive"/> as from the bus.</summary>
sealed class Replica : IAsyncDisposable
{
    readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    readonly MeterListener _listener = new();
    readonly ConcurrentDictionary<string, long> _counted = [];
    readonly ConcurrentDictionary<string, double> _measured = [];

    public Replica(FollowedStore store, EffectHandler handler, FollowerOptions options)
    {
        Handler = handler;
        var meters = _services.GetRequiredService<IMeterFactory>();
        // Of this replica only: other tests run beside.
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument is Counter<long> or Counter<double> or Histogram<double>)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(
            (instrument, count, _, _) => _counted.AddOrUpdate(instrument.Name, count, (_, sum) => sum + count));
        _listener.SetMeasurementEventCallback<double>((instrument, seconds, tags, _) =>
        {
            var step = tags.ToArray().FirstOrDefault(tag => tag.Key == "automation.follower.step").Value;
            _measured.AddOrUpdate(step is null ? instrument.Name : $"{instrument.Name} {step}", seconds, (_, sum) => sum + seconds);
        });
        _listener.Start();
        Follower = new LogFollower<LoggedEvent>(
            "test",
            store.Log,
            handler,
            store.Database,
            Options.Create(options),
            TimeProvider.System,
            new FollowerMetrics(meters),
            NullLoggerFactory.Instance);
    }

    public EffectHandler Handler { get; }

    public LogFollower<LoggedEvent> Follower { get; }

    /// <summary>Partitions that the handler was given and not told to forget.</summary>
    public ICollection<int> Owned => Handler.Owned.Keys;

    /// <summary>What a counter that an alarm watches has come to.</summary>
    public long Counted(string instrument) => _counted.GetValueOrDefault(instrument);

    /// <summary>The sum of what an instrument measured, where it has steps of one: <c>instrument step</c>.</summary>
    public double Measured(string instrument) => _measured.GetValueOrDefault(instrument);

    public async ValueTask DisposeAsync()
    {
        await Follower.StopAsync(CancellationToken.None);
        Follower.Dispose();
        _listener.Dispose();
        await _services.DisposeAsync();
    }
}

/// <summary>Writes one row for each record, and fails where a test says so.</summary>
sealed class EffectHandler : ILogHandler<LoggedEvent>
{
    int _batchCount;

    public ConcurrentDictionary<int, bool> Owned { get; } = [];

    /// <summary>Sequences that came downstream after a commit, by partition, and whether they were parked by it.</summary>
    public ConcurrentQueue<(int Partition, long Sequence, bool IsParked)> HandedOn { get; } = [];

    /// <summary>Batches handled or tried.</summary>
    public int BatchCount => _batchCount;

    /// <summary>Why a record cannot be handled, told before anything is written of it; null: it can.</summary>
    public Func<LoggedEvent, Exception?> Refuse { get; set; } = _ => null;

    /// <summary>Records that are handled and not yet committed, as a handler's memory has them: nothing twice, nothing that was undone.</summary>
    public ConcurrentDictionary<int, List<long>> Memory { get; } = [];

    /// <summary>Throws for the records that a test wants to fail.</summary>
    public Action<LoggedEvent> Fail { get; set; } = _ => { };

    /// <summary>Partitions with work that no record brings.</summary>
    public ConcurrentDictionary<int, bool> Due { get; } = [];

    /// <summary>Throws for the partitions whose scheduled work is to fail.</summary>
    public Action<int> FailScheduledWork { get; set; } = _ => { };

    /// <summary>Throws for the partitions that are not to be taken over.</summary>
    public Action<int> FailTakeOver { get; set; } = _ => { };

    /// <summary>Runs in the transaction, after the effects.</summary>
    public Func<BatchTransaction<LoggedEvent>, Task> BeforeCommit { get; set; } = _ => Task.CompletedTask;

    public Task TakeOverAsync(int partition, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        FailTakeOver(partition);
        Owned[partition] = true;
        // What it was not told to forget is there still, as with handlers that load at need.
        Memory.TryAdd(partition, []);
        return Task.CompletedTask;
    }

    public void Forget(IReadOnlyCollection<int> partitions)
    {
        foreach (var partition in partitions)
        {
            Owned.TryRemove(partition, out _);
            Memory.TryRemove(partition, out _);
        }
    }

    /// <summary>Says that a partition may have become due.</summary>
    public Action Wake { get; private set; } = () => { };

    public void WakeBy(Action wake) => Wake = wake;

    public bool HasScheduledWork(int partition, long position) => Due.ContainsKey(partition);

    public async Task HandleAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _batchCount);
        foreach (var partitionBatch in batch.Batches)
        {
            foreach (var record in partitionBatch.Records)
            {
                if (Refuse(record) is { } cause)
                {
                    batch.Park(partitionBatch.Partition, record, cause);
                    continue;
                }
                // Written from memory, as handlers do that gather: what an undone batch left there would be written, too.
                Memory[partitionBatch.Partition].Add(record.Sequence);
                Fail(record);
            }
            foreach (var sequence in Memory[partitionBatch.Partition])
            {
                await using var command = new NpgsqlCommand(
                    "INSERT INTO effects (partition, sequence) VALUES ($1, $2)", batch.Connection, batch.Transaction)
                {
                    Parameters = { new() { Value = partitionBatch.Partition }, new() { Value = sequence } },
                };
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            if (partitionBatch.IncludesScheduledWork && Due.ContainsKey(partitionBatch.Partition))
                FailScheduledWork(partitionBatch.Partition);
        }
        await BeforeCommit(batch);
    }

    public Task CommittedAsync(BatchTransaction<LoggedEvent> batch, CancellationToken cancellationToken)
    {
        foreach (var partitionBatch in batch.Batches)
        {
            if (partitionBatch.IncludesScheduledWork)
                Due.TryRemove(partitionBatch.Partition, out _);
            Memory[partitionBatch.Partition].Clear();
            foreach (var record in partitionBatch.Records)
                HandedOn.Enqueue((partitionBatch.Partition, record.Sequence, batch.Refused.Any(refused => refused.Record == record)));
        }
        return Task.CompletedTask;
    }
}

static class Bus
{
    /// <summary>A bus message with records first to last of a partition.</summary>
    public static LogBatch Message(int partition, long first, long last, string incarnation = "")
    {
        using var stream = new MemoryStream();
        for (var sequence = first; sequence <= last; sequence++)
            new LoggedEvent { Partition = partition, Sequence = sequence }.WriteDelimitedTo(stream);
        return new LogBatch { Partition = partition, FirstSequence = first, Incarnation = incarnation, Count = (int)(last - first + 1), Records = stream.ToArray() };
    }
}
