using Automation.ServiceDefaults;
using Automation.ServiceDefaults.Telemetry;
using Google.Protobuf;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Automation.EventLog.Bus;

/// <summary>
/// Sends committed rows of one log down the bus, in one transient message for each gathering time: what a message costs on
/// its way is many times what its rows cost. Nothing waits for it and nothing is kept: what the broker does not take is read
/// from the log later.
/// </summary>
public sealed class LogPublisher(
    string log, IBus bus, IOptions<BusOptions> options, TimeProvider time, ILogger<LogPublisher> logger) : BackgroundService
{
    // One message must stay far below the broker's limit; a larger run of rows becomes several.
    const int MessageBytes = 512 * 1024;
    static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(5);

    readonly Lock _gate = new();
    readonly Dictionary<int, Gathering> _gathering = [];
    readonly Signal _ready = new();
    int _pendingBytes;
    long _dropped;

    /// <summary>Address of a log's exchange.</summary>
    public static string ExchangeOf(string log) => $"automation.{log}-log";

    /// <summary>Takes a committed row. Rows of a partition come in order.</summary>
    /// <param name="partition">0 to 15.</param>
    /// <param name="sequence">Its place.</param>
    /// <param name="record">What followers get.</param>
    /// <param name="traceparent">Of its cause; empty when not traced.</param>
    /// <param name="incarnation">Of the log, as read in the transaction that wrote it.</param>
    public void Add(int partition, long sequence, IMessage record, string traceparent, string incarnation)
    {
        var size = record.CalculateSize();
        lock (_gate)
        {
            if (_pendingBytes + size > options.Value.PendingBytes)
            {
                _dropped++;
                return;
            }
            if (!_gathering.TryGetValue(partition, out var gathering))
                _gathering[partition] = gathering = new Gathering();
            // A dropped or skipped row ends the run: a message holds consecutive rows only.
            if (gathering.Last is not { } last || last.FirstSequence + last.Count != sequence || last.Stream.Length > MessageBytes
                || last.Incarnation != incarnation)
                gathering.Runs.Add(new Run(partition, sequence, incarnation));
            gathering.Last!.Write(record, traceparent);
            _pendingBytes += size;
        }
        _ready.Set();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ISendEndpoint? endpoint = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            await _ready.WaitAsync(stoppingToken);
            await Task.Delay(options.Value.BatchWindow, time, stoppingToken);
            foreach (var runs in Messages(TakeRuns()))
            {
                using var activity = EventActivity.StartBatch($"{log} log publish", runs.SelectMany(run => run.Traceparents));
                try
                {
                    using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                    timeout.CancelAfter(SendTimeout);
                    endpoint ??= await bus.GetSendEndpoint(
                        new Uri($"exchange:{ExchangeOf(log)}?type=fanout")).WaitAsync(timeout.Token);
                    var message = new LogMessage { Batches = runs.ConvertAll(run => run.ToBatch()) };
                    await endpoint.Send(message, context => context.Durable = false, timeout.Token);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    endpoint = null;
                    BusLog.NotSent(logger, exception, log, runs.Sum(run => run.Count));
                }
            }
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                BusLog.Dropped(logger, log, dropped);
        }
    }

    static IEnumerable<List<Run>> Messages(List<Run> runs)
    {
        var message = new List<Run>();
        var bytes = 0L;
        foreach (var run in runs)
        {
            if (bytes > 0 && bytes + run.Stream.Length > MessageBytes)
            {
                yield return message;
                message = [];
                bytes = 0;
            }
            message.Add(run);
            bytes += run.Stream.Length;
        }
        if (message.Count > 0)
            yield return message;
    }

    List<Run> TakeRuns()
    {
        lock (_gate)
        {
            var runs = _gathering.Values.SelectMany(gathering => gathering.Runs).ToList();
            _gathering.Clear();
            _pendingBytes = 0;
            return runs;
        }
    }

    sealed class Gathering
    {
        public List<Run> Runs { get; } = [];

        public Run? Last => Runs.Count > 0 ? Runs[^1] : null;
    }

    sealed class Run(int partition, long firstSequence, string incarnation)
    {
        public string Incarnation { get; } = incarnation;

        public long FirstSequence { get; } = firstSequence;

        public int Count { get; private set; }

        public MemoryStream Stream { get; } = new();

        public List<string> Traceparents { get; } = [];

        public void Write(IMessage record, string traceparent)
        {
            record.WriteDelimitedTo(Stream);
            Count++;
            if (traceparent.Length > 0)
                Traceparents.Add(traceparent);
        }

        public LogBatch ToBatch() =>
            new() { Partition = partition, FirstSequence = FirstSequence, Incarnation = Incarnation, Count = Count, Records = Stream.ToArray() };
    }
}
