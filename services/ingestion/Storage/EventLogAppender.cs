using Automation.EventLog.Incarnations;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Automation.ServiceDefaults.Database;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <summary>
/// Appends events in one transaction: takes the log's lock, reads what is known of the events, decides by
/// <see cref="AppendPlan"/>, and writes. Used by one caller at a time.
/// </summary>
sealed class EventLogAppender(
    NpgsqlDataSource database, LogClock clock, TimeProvider time) : IEventLog, IAsyncDisposable
{
    readonly LogMemory _memory = new();
    CartHolderCache _cartHolders = new();
    DeviceClaimCache _deviceClaims = new();
    AppendSession? _session;

    public async Task<Appended> AppendAsync(IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            var (session, known, floor, life, databaseTime) = await BeginAsync(events, cancellationToken);
            // Read under the lock: the order of log times is the order of commits.
            var now = clock.LogAt(databaseTime);
            var (era, isRenamed, isNew) = _memory.Judge(life, known.Heads, time.GetUtcNow());
            if (isNew || !_memory.Knows(life))
            {
                // What was written may be among what is lost.
                _cartHolders = new();
                _deviceClaims = new();
            }
            var incarnation = isNew ? await session.BeginLifeAsync(era, isRenamed, cancellationToken) : life.Incarnation;
            var heads = (long[])known.Heads.Clone();
            for (var partition = 0; partition < heads.Length; partition++)
                known.Heads[partition] = Math.Max(heads[partition], LogEra.Floor(era));
            await session.AddNameKindsAsync(events, known, cancellationToken);
            _deviceClaims.Refresh(known);
            var logTime = now > floor ? now : floor;
            var plan = AppendPlan.For(events, known, logTime, () => Guid.CreateVersion7(logTime));
            // A partition enters the era with its first record.
            for (var partition = 0; partition < heads.Length; partition++)
                plan.Heads[partition] = plan.Heads[partition] == known.Heads[partition] ? heads[partition] : plan.Heads[partition];
            var holders = _cartHolders.Unwritten(plan.CartHolders, logTime);
            await session.CommitAsync(events, plan, holders, cancellationToken);
            _cartHolders.Add(holders, logTime);
            _deviceClaims.Add(plan.Claims);
            _memory.Keep(incarnation, plan.Heads);
            return new Appended(plan.Results, logTime, incarnation) { Era = era > life.Era ? era : null };
        }
        catch (Exception exception)
        {
            var isLost = exception is InvalidOperationException && _session is { IsOpen: false };
            // Whatever state it is in: closing it undoes what is not committed.
            await DisposeAsync();
            if (isLost)
                throw new IOException("The connection to the database was lost between two statements.", exception);
            throw;
        }
    }

    async Task<(AppendSession Session, KnownState Known, DateTimeOffset Floor, LogLife Life, DateTimeOffset DatabaseTime)> BeginAsync(
        IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
    {
        if (_session is { } kept)
        {
            try
            {
                var (known, floor, life, databaseTime) = await kept.BeginAsync(events, cancellationToken);
                return (kept, known, floor, life, databaseTime);
            }
            // It died while nobody used it, and nothing is written yet. When its own pings found that out it is closed already.
            catch (Exception exception) when (!kept.IsOpen || DatabaseUnavailability.Is(exception))
            {
                await DisposeAsync();
            }
        }
        _session = await AppendSession.OpenAsync(database, cancellationToken);
        var begun = await _session.BeginAsync(events, cancellationToken);
        return (_session, begun.Known, begun.Floor, begun.Life, begun.DatabaseTime);
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync();
        }
    }
}
