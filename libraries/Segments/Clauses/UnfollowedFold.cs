using Automation.Conditions;
using Automation.Segments.Evaluating;

namespace Automation.Segments.Clauses;

/// <summary><c>did_without(events("checkout_started").in_last("7d"), events("order_completed"))</c>: the latest of both.</summary>
sealed class UnfollowedFold(HistoryQuestion question) : ClauseFold
{
    readonly HistoryPattern _did = question.Patterns[0];
    readonly HistoryPattern _without = question.Patterns[1];
    readonly EventWindow _window = new(question.Patterns[0].Source);

    public override bool Fold(ClauseSlot slot, in Occurrence occurrence)
    {
        var known = slot.Find()?.Unfollowed;
        var time = occurrence.Time;
        var isDid = !(known is { HasDidTime: true } && time <= known.DidTime)
            && _window.Covers(time, occurrence.Now) && _did.Matches(occurrence.Name, occurrence.Action);
        var isWithout = !(known is { HasWithoutTime: true } && time <= known.WithoutTime) && _without.Matches(occurrence.Name, occurrence.Action);
        if (!isDid && !isWithout)
            return false;
        var state = slot.Open();
        var unfollowed = state.Unfollowed ??= new UnfollowedState();
        if (isDid)
            unfollowed.DidTime = time;
        if (isWithout)
            unfollowed.WithoutTime = time;
        return true;
    }

    public override ConditionValue Answer(ClauseState? state, long now) => ConditionValue.OfFlag(Holds(state, now));

    public override long NextChange(ClauseState? state, long now) => Holds(state, now) ? _window.EndOf(state!.Unfollowed.DidTime) : EventWindow.Never;

    public override bool Forget(ClauseState state, long now)
    {
        var unfollowed = state.Unfollowed;
        if (unfollowed.HasDidTime && !_window.Covers(unfollowed.DidTime, now))
            unfollowed.ClearDidTime();
        return unfollowed.HasDidTime || unfollowed.HasWithoutTime;
    }

    // Of one instant neither follows the other.
    bool Holds(ClauseState? state, long now) => state?.Unfollowed is { HasDidTime: true } unfollowed
        && _window.Covers(unfollowed.DidTime, now)
        && !(unfollowed.HasWithoutTime && unfollowed.WithoutTime > unfollowed.DidTime);
}
