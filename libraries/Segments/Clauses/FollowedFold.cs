using Automation.Conditions;
using Automation.Conditions.V1;
using Automation.Segments.Evaluating;
using Google.Protobuf.Collections;

namespace Automation.Segments.Clauses;

/// <summary>
/// <c>did_then(events("product_viewed"), events("order_completed"), "7d")</c>. The latest first event that was followed decides, so
/// earlier ones are dropped. Later ones wait for the second, and second ones for a first that comes in late.
/// </summary>
sealed class FollowedFold(HistoryQuestion question) : ClauseFold
{
    readonly HistoryPattern _first = question.Patterns[0];
    readonly HistoryPattern _then = question.Patterns[1];
    readonly EventWindow _window = new(question.Patterns[0].Source);
    readonly long _within = ((Condition)question.Asked).DidThen.Within.Seconds * TimeSpan.TicksPerSecond;

    public override bool Fold(ClauseSlot slot, in Occurrence occurrence)
    {
        var isFirst = _window.Covers(occurrence.Time, occurrence.Now) && _first.Matches(occurrence.Name, occurrence.Action);
        var isThen = _then.Matches(occurrence.Name, occurrence.Action);
        if ((!isFirst && !isThen) || (slot.Find()?.Followed is { HasFollowedTime: true } known && (IsDecided(known) || occurrence.Time <= known.FollowedTime)))
            return false;
        var state = slot.Open();
        var followed = state.Followed ??= new FollowedState();
        var (wasFollowed, former) = (followed.HasFollowedTime, followed.FollowedTime);
        if (isThen)
            AddThen(followed, occurrence.Time);
        // Both of one event: it does not follow itself, for of one instant neither follows the other.
        if (isFirst)
            AddFirst(followed, occurrence.Time);
        var isChanged = followed.HasFollowedTime != wasFollowed || followed.FollowedTime != former;
        Forget(state, occurrence.Now);
        // What only waits changes no answer.
        return isChanged;
    }

    public override ConditionValue Answer(ClauseState? state, long now) =>
        ConditionValue.OfFlag(state?.Followed is { HasFollowedTime: true } followed && _window.Covers(followed.FollowedTime, now));

    public override long NextChange(ClauseState? state, long now) =>
        state?.Followed is { HasFollowedTime: true } followed && _window.Covers(followed.FollowedTime, now)
            ? _window.EndOf(followed.FollowedTime)
            : EventWindow.Never;

    public override bool Forget(ClauseState state, long now)
    {
        var followed = state.Followed;
        if (followed.HasFollowedTime && !_window.Covers(followed.FollowedTime, now))
            followed.ClearFollowedTime();
        // What is not after the one that was followed, or has run out, can change nothing.
        var past = Math.Max(followed.HasFollowedTime ? followed.FollowedTime : long.MinValue, _window.IsSliding ? _window.RunOutBy(now) : long.MinValue);
        if (IsDecided(followed))
            past = long.MaxValue;
        Bound(followed.FirstTimes, past);
        Bound(followed.ThenTimes, past);
        return followed.HasFollowedTime || followed.FirstTimes.Count > 0 || followed.ThenTimes.Count > 0;
    }

    // What was followed once was so for ever, unless that runs out.
    bool IsDecided(FollowedState followed) => followed.HasFollowedTime && !_window.IsSliding;

    void AddThen(FollowedState followed, long time)
    {
        // The latest first event before it, if that is not too long ago.
        var before = SortedTimes.PlaceAfter(followed.FirstTimes, time - 1) - 1;
        if (before >= 0 && followed.FirstTimes[before] >= time - _within)
            Follow(followed, followed.FirstTimes[before]);
        followed.ThenTimes.Insert(SortedTimes.PlaceAfter(followed.ThenTimes, time), time);
    }

    void AddFirst(FollowedState followed, long time)
    {
        var after = SortedTimes.PlaceAfter(followed.ThenTimes, time);
        if (after < followed.ThenTimes.Count && followed.ThenTimes[after] <= time + _within)
            Follow(followed, time);
        else
            followed.FirstTimes.Insert(SortedTimes.PlaceAfter(followed.FirstTimes, time), time);
    }

    static void Follow(FollowedState followed, long time)
    {
        if (!followed.HasFollowedTime || time > followed.FollowedTime)
            followed.FollowedTime = time;
    }

    static void Bound(RepeatedField<long> times, long past) =>
        SortedTimes.DropFirst(times, Math.Max(SortedTimes.PlaceAfter(times, past), times.Count - SegmentLimits.Values));
}
