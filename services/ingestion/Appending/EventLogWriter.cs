using System.Threading.Channels;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Telemetry;
using Automation.EventLog.Bus;
using Automation.ServiceDefaults;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.Ingestion.Appending;

/// <summary>
/// Group commit: callers queue, one loop takes all who wait and appends them in one transaction; while it commits,
/// the next ones gather. An answered caller's events are on disk.
/// </summary>
sealed class EventLogWriter(
    IEventLog log,
    LogPublisher publisher,
    IngestionMetrics metrics,
    IOptions<IngestionOptions> options,
    TimeProvider time,
    ILogger<EventLogWriter> logger) : BackgroundService
{
    // A wake may have been another's.
    static readonly TimeSpan s_idlePoll = TimeSpan.FromMilliseconds(50);

    // Where groups follow each other without a gap nothing is ever idle, and who sent it gives up after three seconds.
    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    readonly Channel<AppendRequest> _waiting = Channel.CreateBounded<AppendRequest>(
        new BoundedChannelOptions(options.Value.WaitingRequests)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
            SingleWriter = false,
        });

    // Calls that may wait come in one by one, each when nothing else is there or it has waited long enough.
    readonly SemaphoreSlim _bulkTurn = new(1, 1);
    readonly Signal _idle = new();
    volatile bool _isAppending;

    // Calls that wait for room.
    int _queued;

    /// <summary>Queues events; the task of the returned request ends when they are on disk.</summary>
    /// <param name="events">At most 500.</param>
    /// <param name="order">Requests with the same one keep their order whatever fails.</param>
    /// <param name="cancellationToken">Ends the wait for room; what has room is appended.</param>
    /// <exception cref="Fault">OVERLOADED: too many wait for room already. Not with an order: a stream has one batch there and reads no further.</exception>
    public async ValueTask<AppendRequest> QueueAsync(
        IReadOnlyList<PendingEvent> events, AppendOrder? order, CancellationToken cancellationToken)
    {
        var request = new AppendRequest(events, order, EventActivity.CurrentTraceparent);
        if (events.Count == 0)
        {
            request.Complete([]);
            return request;
        }
        try
        {
            if (!_waiting.Writer.TryWrite(request))
                await WaitForRoomAsync(request, isStream: order is not null, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw Stopping();
        }
        return request;
    }

    async Task WaitForRoomAsync(AppendRequest request, bool isStream, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _queued) > options.Value.QueuedRequests && !isStream)
            {
                metrics.Refused();
                throw new Fault(FaultReasons.Overloaded, "Too many calls are waiting; send it again in a second, and fewer at once.")
                {
                    RetryDelay = TimeSpan.FromSeconds(1),
                };
            }
            await _waiting.Writer.WriteAsync(request, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _queued);
        }
    }

    /// <summary>Appends events and returns when they are on disk.</summary>
    public async Task<IReadOnlyList<AppendResult>> AppendAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
    {
        var request = await QueueAsync(events, null, cancellationToken);
        return await request.Done.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// The same for events that may wait: one call after the other, each when no other events are queued; in turn with them once it has
    /// waited for a second.
    /// </summary>
    public async Task<IReadOnlyList<AppendResult>> AppendWhenIdleAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        await _bulkTurn.WaitAsync(cancellationToken);
        try
        {
            while ((_isAppending || _waiting.Reader.Count > 0) && time.GetElapsedTime(began) < s_longestWait)
                await _idle.WaitAsync(s_idlePoll, cancellationToken);
            return await AppendAsync(events, cancellationToken);
        }
        finally
        {
            _bulkTurn.Release();
        }
    }

    public static Fault Stopping() =>
        new(FaultReasons.ServiceStopping, "This replica is going down; send it again, another one or its successor takes it.");

    /// <summary>Takes no more, appends what has been taken, and ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        if (ExecuteTask is { } loop)
            await loop.WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    // The token is not asked: the loop ends when the queue is complete and empty.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var group = new List<AppendRequest>();
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            _isAppending = true;
            TakeGroup(group);
            if (group.Count > 0)
                await AppendGroupAsync(group);
            _isAppending = false;
            if (_waiting.Reader.Count == 0)
                _idle.Set();
        }
    }

    void TakeGroup(List<AppendRequest> group)
    {
        group.Clear();
        var count = 0;
        while (_waiting.Reader.TryPeek(out var next) && (count == 0 || count + next.Events.Count <= options.Value.GroupEvents))
        {
            if (!_waiting.Reader.TryRead(out next))
                break;
            if (next.IsBroken)
            {
                next.Fail(Unavailable());
                continue;
            }
            group.Add(next);
            count += next.Events.Count;
        }
    }

    async Task AppendGroupAsync(IReadOnlyList<AppendRequest> group)
    {
        try
        {
            await AppendTogetherAsync(group);
        }
        catch (Fault fault)
        {
            // It is about no event: the log can take none now.
            foreach (var request in group)
                request.Fail(fault);
        }
        catch (Exception exception) when (IsUnavailability(exception))
        {
            IngestionLog.NotAppended(logger, exception, group.Sum(request => request.Events.Count));
            foreach (var request in group)
                request.Fail(Unavailable());
        }
        catch (Exception exception) when (group.Count == 1)
        {
            IngestionLog.NotAppendable(logger, exception, group[0].Events.Count);
            group[0].Fail(exception);
        }
        catch (Exception exception)
        {
            // One call's events cannot be written: find out whose, so that the others are not held up with it.
            IngestionLog.AppendingOneByOne(logger, exception, group.Count);
            foreach (var request in group)
            {
                if (request.IsBroken)
                    request.Fail(Unavailable());
                else
                    await AppendGroupAsync([request]);
            }
        }
    }

    async Task AppendTogetherAsync(IReadOnlyList<AppendRequest> group)
    {
        using var activity = EventActivity.StartBatch("event log append", group.Select(request => request.Traceparent));
        IReadOnlyList<PendingEvent> events = group.Count == 1 ? group[0].Events : group.SelectMany(request => request.Events).ToArray();
        var start = time.GetTimestamp();
        var appended = await log.AppendAsync(events, CancellationToken.None);
        metrics.Appended(events.Count, time.GetElapsedTime(start));
        if (appended.Era is { } era)
            IngestionLog.EraBegan(logger, era, appended.Incarnation);

        var first = 0;
        foreach (var request in group)
        {
            request.Complete(new ArraySegment<AppendResult>(appended.Results, first, request.Events.Count));
            first += request.Events.Count;
        }
        Publish(events, appended);
    }

    void Publish(IReadOnlyList<PendingEvent> events, Appended appended)
    {
        for (var i = 0; i < events.Count; i++)
        {
            var result = appended.Results[i];
            if (result.Outcome is not AppendOutcome.Recorded)
                continue;
            publisher.Add(
                result.Partition, result.Sequence, LoggedEvents.From(result.Settled ?? events[i], result, appended.LogTime), events[i].Traceparent,
                appended.Incarnation);
            if (events[i].Control is { } own)
                metrics.Caused(own);
            foreach (var control in result.Controls ?? [])
            {
                metrics.Caused(control.Record);
                publisher.Add(
                    control.Partition, control.Sequence, LoggedEvents.From(events[i], control, appended.LogTime), events[i].Traceparent,
                    appended.Incarnation);
            }
        }
    }

    // 22, 23, 42, 54: the data or the statement is at fault, and will be the next time too.
    static bool IsUnavailability(Exception exception) => exception is IOException or TimeoutException
        || (exception is NpgsqlException && exception is not PostgresException { SqlState: ['2', '2' or '3', ..] or ['4', '2', ..] or ['5', '4', ..] });

    static Fault Unavailable() =>
        new(FaultReasons.DatabaseUnavailable, "The event log cannot be written now; send it again with the same event_id.");
}
