using Automation.EventLog.Bus;
using Automation.EventLog.Incarnations;
using Automation.ServiceDefaults;
using Automation.ServiceDefaults.Progress;
using Google.Protobuf;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.EventLog.Following;

/// <summary>
/// Follows a log: owns a fair share of its partitions, takes new records from the bus and missing ones from the
/// producer, and hands them to the handler in fenced transactions. Four loops: ownership (heartbeat), heads and
/// gaps (what is missing), and batches. Only the batch loop touches what is owned.
/// </summary>
/// <remarks>docs/architecture.md, "The follower".</remarks>
public sealed partial class LogFollower<TRecord> : BackgroundService, IFollowerPositions, IFollowerProgress
    where TRecord : IMessage<TRecord>
{
    readonly FollowedLog<TRecord> _log;
    readonly ILogHandler<TRecord> _handler;
    readonly NpgsqlDataSource _database;
    readonly FollowerStore _store;
    readonly FollowerOptions _options;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly FollowerMetrics _metrics;
    readonly FollowerPace _pace;
    readonly Signal _work = new();
    readonly Signal _missing = new();

    // Seen by the bus and the gap reader; written by the batch loop.
    readonly OwnedPartition<TRecord>?[] _visible = new OwnedPartition<TRecord>?[Partitions.Count];

    public LogFollower(
        string name,
        FollowedLog<TRecord> log,
        ILogHandler<TRecord> handler,
        NpgsqlDataSource database,
        IOptions<FollowerOptions> options,
        TimeProvider time,
        FollowerMetrics metrics,
        ILoggerFactory loggers,
        bool keepsLog = false)
    {
        Name = name;
        _log = log;
        _handler = handler;
        _database = database;
        _options = options.Value;
        _time = time;
        _metrics = metrics;
        _logger = loggers.CreateLogger($"Automation.Following.{name}");
        _pace = new FollowerPace(time, _options.StallTimeout);
        _store = new FollowerStore(name, database, keepsLog);
        _stored = new SharedRead<long[]>(() => _store.PositionsAsync(CancellationToken.None), StoredPollInterval, time);
        _ownership = new PartitionOwnership(name, database, _options, _logger);
        _handler.WakeBy(_work.Set);
    }

    public string Name { get; }

    /// <summary>What stands still though records wait; empty: nothing does.</summary>
    public string StallReason => _stopReason.Length > 0 ? "" : _pace.Reason;

    internal FollowerStore Store => _store;

    /// <summary>Takes a batch from the bus. Partitions of other replicas are skipped unread.</summary>
    public void Receive(LogBatch batch)
    {
        if (batch.Partition is < 0 or >= Partitions.Count || _visible[batch.Partition]?.Inbox is not { } inbox)
            return;
        if (batch.FirstSequence + batch.Count - 1 <= inbox.Received)
            return;
        if (!IsFollowed(batch.Incarnation))
        {
            if (LogAgreement.IsOther(_followed, batch.Incarnation))
                _metrics.Foreign(Name);
            return;
        }
        var records = batch.Read(_log.Parser);
        if (inbox.Add(batch.FirstSequence, records, _time.GetTimestamp()))
            _work.Set();
        if (inbox.IsBehind)
            _missing.Set();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Away from the starting thread: the host must not wait for the first batch.
        await Task.Yield();
        await Task.WhenAll(
            OwnAsync(stoppingToken), AskHeadsAsync(stoppingToken), ReadMissingAsync(stoppingToken), RunBatchesAsync(stoppingToken));
        await _ownership.DisposeAsync();
    }
}
