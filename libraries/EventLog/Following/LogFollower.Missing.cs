using Automation.ServiceDefaults;
using Microsoft.Extensions.Logging;

namespace Automation.EventLog.Following;

public sealed partial class LogFollower<TRecord>
{
    // A page of 1 KB records is 1 MB; four at a time keep a producer and this process busy while catching up.
    const int PageRecords = 1_000;
    const int ConcurrentReads = 4;
    static readonly TimeSpan MissingPollInterval = TimeSpan.FromMilliseconds(25);
    static readonly TimeSpan CompletePollInterval = TimeSpan.FromSeconds(1);

    readonly Signal _askHeads = new();

    async Task AskHeadsAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _askHeads.WaitAsync(_options.HeadsInterval, stoppingToken);
                // Before the question: what was handled by then cannot be above the heads.
                var stand = await RefreshAsync(stoppingToken);
                if (stand.StopReason.Length > 0)
                {
                    // Stands on purpose, and says so elsewhere.
                    _pace.Note(stand.Positions, stand.Positions);
                    continue;
                }
                _pace.Note(stand.Positions);
                _metrics.Stalled(Name, _pace.StalledFor);
                var heads = await _log.HeadsAsync(stoppingToken);
                if (!await AcceptAsync(stand, heads, stoppingToken))
                    continue;
                _pace.Note(stand.Positions, heads.Sequences);
                var now = _time.GetTimestamp();
                for (var partition = 0; partition < heads.Sequences.Length; partition++)
                    _visible[partition]?.Inbox?.NoteHead(heads.Sequences[partition], now);
                if (IsBehind())
                    _missing.Set();
                _metrics.Behind(Name, heads.Sequences, _visible.Select(owned => owned?.Position));
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                FollowingLog.HeadsUnknown(_logger, exception, Name);
                _pace.NoteFailure(exception);
            }
        }
    }

    // A gap becomes known by a batch or by the heads, and both wake the reader; from then on it looks until the gap is closed.
    bool IsBehind()
    {
        foreach (var owned in _visible)
        {
            if (owned?.Inbox?.IsBehind is true)
                return true;
        }
        return false;
    }

    async Task ReadMissingAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _missing.WaitAsync(IsBehind() ? MissingPollInterval : CompletePollInterval, stoppingToken);
                var gaps = new List<(PartitionInbox<TRecord> Inbox, int Partition, long After)>();
                foreach (var owned in _visible)
                {
                    if (owned?.Inbox is { } inbox && inbox.ReadAfter(_time, _options.GapTimeout) is { } after)
                        gaps.Add((inbox, owned.Partition, after));
                }
                Exception? failure = null;
                await Parallel.ForEachAsync(
                    gaps,
                    new ParallelOptions { MaxDegreeOfParallelism = ConcurrentReads, CancellationToken = stoppingToken },
                    async (gap, token) =>
                    {
                        // A producer that is away is so for all; else a partition that cannot be read must not end the others' reads.
                        if (failure is not null && Unavailability.Is(failure))
                            return;
                        try
                        {
                            await ReadAsync(gap.Inbox, gap.Partition, gap.After, token);
                        }
                        catch (Exception exception) when (!token.IsCancellationRequested)
                        {
                            failure = exception;
                        }
                    });
                if (failure is not null)
                {
                    FollowingLog.NotRead(_logger, failure, Name);
                    _pace.NoteFailure(failure);
                    await Task.Delay(_options.HeadsInterval, _time, stoppingToken);
                }
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    async Task ReadAsync(PartitionInbox<TRecord> inbox, int partition, long after, CancellationToken cancellationToken)
    {
        var page = await _log.ReadAsync(partition, after, PageRecords, cancellationToken);
        if (!IsFollowed(page.Incarnation))
        {
            // The next heads say so, too, and stop the follower.
            _askHeads.Set();
            return;
        }
        _metrics.Read(Name, page.Records.Count);
        if (page.Records.Count > 0 && inbox.AddRead(page.Records, _time.GetTimestamp()))
            _work.Set();
    }
}
