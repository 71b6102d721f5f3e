using Automation.EventLog.Incarnations;
using Automation.ServiceDefaults.Faults;

namespace Automation.EventLog.Following;

/// <content>
/// A log that lost records which were handled, or is another one altogether, is followed no further: nobody can say what
/// was skipped. Whether to accept it is an operator's decision, kept in the database and obeyed by every replica.
/// </content>
public sealed partial class LogFollower<TRecord>
{
    // Of the stored row, as of the latest round of the loop that asks for heads.
    volatile string _followed = "";
    volatile string _upstream = "";
    volatile string _stopReason = "";

    /// <summary>Why it has stopped; empty: it has not. At most a second old.</summary>
    public string StopReason => _stopReason;

    public Task<FollowerStand> StandAsync(CancellationToken cancellationToken) => _store.StandAsync(cancellationToken);

    /// <summary>Accepts the log as it is now.</summary>
    /// <param name="isForced">Also while its producer is still folding it again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Fault">PRODUCER_BEHIND.</exception>
    internal async Task<(string Reason, List<MovedBack> Moved)> AdoptAsync(bool isForced, CancellationToken cancellationToken)
    {
        var stand = await _store.StandAsync(cancellationToken);
        // In this order: what is folded after the answer is in the heads already.
        var isFolding = !isForced && stand.StopReason.Length > 0 && await _log.ProducerBehindAsync(cancellationToken) is > 0;
        var heads = await _log.HeadsAsync(cancellationToken);
        if (isFolding && LogAgreement.FoldedAgain(stand.Upstream, stand.Positions, heads.Upstream, heads.Sequences) is { } partition)
            throw new Fault(
                FaultReasons.ProducerBehind,
                $"The service that keeps the {_log.Name} log is folding it again: partition {partition} is at {heads.Sequences[partition]} there and at "
                + $"{stand.Positions[partition]} here, and nothing above is lost. Wait until its behind_count in ProgressService.GetProgress is 0 and adopt then. "
                + "Send force to accept the log as it is; what is folded from then on is handled once more.");
        var adopted = await _store.AdoptAsync(heads, _handler.HarmlessRepeats, cancellationToken);
        if (adopted.Reason.Length > 0)
            FollowingLog.Adopted(_logger, Name, adopted.Reason);
        _askHeads.Set();
        return adopted;
    }

    /// <summary>Whether records of this incarnation may be taken. Those of the first one come when it is known to be that.</summary>
    bool IsFollowed(string incarnation) => _stopReason.Length == 0 && (incarnation.Length == 0 || incarnation == _followed);

    /// <summary>What the database says, also of decisions of other replicas and of operators.</summary>
    async Task<FollowerStand> RefreshAsync(CancellationToken stoppingToken)
    {
        var stand = await _store.StandAsync(stoppingToken);
        _followed = stand.Incarnation;
        _upstream = stand.Upstream;
        NoteStop(stand.StopReason);
        return stand;
    }

    void NoteStop(string reason)
    {
        if (Interlocked.Exchange(ref _stopReason, reason) != reason)
        {
            if (reason.Length > 0)
                FollowingLog.Stopped(_logger, Name, _log.Name, reason);
            _work.Set();
        }
        _metrics.Stopped(Name, reason.Length > 0);
    }

    /// <summary>Compares an answer with the positions from before the question; stops where it is not the log that was followed.</summary>
    async Task<bool> AcceptAsync(FollowerStand stand, FollowedHeads heads, CancellationToken stoppingToken)
    {
        if (LogAgreement.Objection(stand.Incarnation, stand.Positions, heads.Incarnation, heads.Sequences) is { } objection)
        {
            await _store.StopAsync(stand, objection, _time.GetUtcNow(), stoppingToken);
            await RefreshAsync(stoppingToken);
            return false;
        }
        if (_followed.Length == 0 && heads.Incarnation.Length > 0)
        {
            await _store.FollowAsync(heads.Incarnation, stoppingToken);
            await RefreshAsync(stoppingToken);
        }
        if (heads.Upstream != _upstream && heads.Upstream.Length > 0)
        {
            await _store.NoteUpstreamAsync(heads.Incarnation, heads.Upstream, stoppingToken);
            _upstream = heads.Upstream;
        }
        return true;
    }
}
