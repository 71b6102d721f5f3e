using Automation.EventLog.Incarnations;

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
    internal async Task<(string Reason, List<MovedBack> Moved)> AdoptAsync(CancellationToken cancellationToken)
    {
        var adopted = await _store.AdoptAsync(await _log.HeadsAsync(cancellationToken), _handler.HarmlessRepeats, cancellationToken);
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
        if (_stopReason != stand.StopReason)
        {
            _stopReason = stand.StopReason;
            if (_stopReason.Length > 0)
                FollowingLog.Stopped(_logger, Name, _log.Name, _stopReason);
            _work.Set();
        }
        _metrics.Stopped(Name, _stopReason.Length > 0);
        return stand;
    }

    /// <summary>Compares an answer with the positions from before the question; stops where it is not the log that was followed.</summary>
    async Task<bool> AcceptAsync(FollowerStand stand, FollowedHeads heads, CancellationToken stoppingToken)
    {
        if (LogAgreement.Objection(stand.Incarnation, stand.Positions, heads.Incarnation, heads.Sequences) is { } objection)
        {
            await _store.StopAsync(objection, _time.GetUtcNow(), stoppingToken);
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
