using Automation.Commerce.V1;
using Automation.Conditions.V1;
using Automation.Segmentation.V1;
using Automation.Segments.Evaluating;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Segment = Automation.Segments.Evaluating.Segment;

namespace Automation.Segments;

/// <summary>
/// From a shopper's records to memberships, one record after the other. A function of set, state, profile and record alone: no clock,
/// no I/O. The instant of evaluation never goes back for a shopper, as log times do not in a partition.
/// </summary>
public static class SegmentFold
{
    /// <summary>
    /// Brings a record in, after <c>ProfileFold</c> has brought it into the profile, and flips what has run out by its log time.
    /// Nothing is evaluated that neither can change.
    /// </summary>
    /// <param name="changes">What has changed is added.</param>
    /// <param name="isJudged">Where the shopper stands among the customers has been judged anew with it.</param>
    public static void Apply(
        SegmentSet set, SegmentState state, Profile profile, LoggedEvent logged, List<SegmentChange> changes, bool isJudged = false) =>
        ApplyLate(set, state, profile, logged, logged.LogTime.ToDateTimeOffset(), changes, isJudged);

    /// <summary>Brings in a record that later ones have overtaken: one that was parked.</summary>
    /// <param name="now">Log time of the latest record that is included.</param>
    /// <param name="isJudged">As in <see cref="Apply"/>.</param>
    public static void ApplyLate(
        SegmentSet set, SegmentState state, Profile profile, LoggedEvent logged, DateTimeOffset now, List<SegmentChange> changes,
        bool isJudged = false)
    {
        // An address that something was said about is no shopper.
        if (!state.Settled && logged.Control?.KindCase is ControlRecord.KindOneofCase.AddressConsent)
            return;
        Span<ulong> affected = stackalloc ulong[set.Words];
        affected.Clear();
        if (Occurrence.TryRead(logged, now.UtcTicks, out var occurrence))
            FoldEvent(set, state, occurrence, affected);
        var identity = IdentityHash.Of(profile);
        if (state.Settled)
            set.AddReadersOf(ProfileParts.ChangedBy(logged) | (identity == state.IdentityHash ? 0 : ProfileParts.Identity)
                | (isJudged ? ProfileParts.Standing : 0), affected);
        else
            set.All.AddTo(affected);
        (state.Settled, state.IdentityHash) = (true, identity);
        Evaluate(set, state, profile, now.UtcTicks, affected, changes);
    }

    /// <summary>Nothing has happened but time: what has run out by now flips. Does nothing before <see cref="SegmentState.DueTime"/>.</summary>
    /// <param name="isJudged">But for where the shopper stands among the customers, which has been judged anew.</param>
    public static void Elapse(
        SegmentSet set, SegmentState state, Profile profile, DateTimeOffset now, List<SegmentChange> changes, bool isJudged = false)
    {
        Span<ulong> affected = stackalloc ulong[set.Words];
        affected.Clear();
        if (isJudged)
            set.AddReadersOf(ProfileParts.Standing, affected);
        Evaluate(set, state, profile, now.UtcTicks, affected, changes);
    }

    /// <summary>
    /// Another set is in effect, whose clauses have been adopted: what it does not have is forgotten, and every segment is looked at.
    /// </summary>
    /// <param name="changes">Also gets those that were left because the set does not have them.</param>
    public static void Settle(SegmentSet set, SegmentState state, Profile profile, DateTimeOffset now, List<SegmentChange> changes)
    {
        if (!state.Settled)
            return;
        for (var place = state.Clauses.Count - 1; place >= 0; place--)
        {
            if (!set.Clauses.ContainsKey(state.Clauses.NumberAt(place)))
                state.Clauses.RemoveAt(place);
        }
        for (var place = state.MemberOf.Count - 1; place >= 0; place--)
        {
            var number = (int)state.MemberOf[place];
            if (set.Has(number))
                continue;
            state.MemberOf.RemoveAt(place);
            changes.Add(new SegmentChange(number, Entered: false));
        }
        Span<ulong> affected = stackalloc ulong[set.Words];
        affected.Clear();
        set.All.AddTo(affected);
        Evaluate(set, state, profile, now.UtcTicks, affected, changes);
    }

    /// <summary>
    /// Puts in what clauses come to that were folded apart, in place of what the state has of them, and looks at every segment of the
    /// set as of now.
    /// </summary>
    /// <param name="set">All of its clauses are in the state or in <paramref name="apart"/>.</param>
    /// <param name="known">The clauses of this set are in the state; what else is there is out of date. Null: none are.</param>
    /// <param name="state">Of a shopper, not of an address that is nobody's.</param>
    /// <param name="apart">By <see cref="ClauseFolding"/>.</param>
    /// <param name="profile">As of now.</param>
    /// <param name="now">Not before the last record that is included.</param>
    /// <param name="changes">What has changed is added.</param>
    public static void Adopt(
        SegmentSet set, SegmentSet? known, SegmentState state, SegmentState apart, Profile profile, DateTimeOffset now, List<SegmentChange> changes)
    {
        for (var place = state.Clauses.Count - 1; place >= 0; place--)
        {
            if (known?.Clauses.ContainsKey(state.Clauses.NumberAt(place)) != true)
                state.Clauses.RemoveAt(place);
        }
        foreach (var clause in apart.Clauses)
            state.Clauses.Put(clause.Clone());
        (state.Settled, state.IdentityHash) = (true, IdentityHash.Of(profile));
        Settle(set, state, profile, now, changes);
    }

    /// <summary>Why the shopper is in a segment, or is not, clause by clause; without the events that it rests on.</summary>
    /// <param name="number">Of the segment's version in the set.</param>
    public static Explanation Explain(SegmentSet set, SegmentState state, Profile profile, int number, DateTimeOffset now)
    {
        var segment = set[set.PlaceOf(number)];
        return segment.Version.Condition.Explain([profile], now, ShopperHistory.Of(state, profile).For(segment));
    }

    static void FoldEvent(SegmentSet set, SegmentState state, in Occurrence occurrence, Span<ulong> affected)
    {
        foreach (var clause in set.ClausesAbout(occurrence.Name))
        {
            if (clause.Fold.Fold(new ClauseSlot(state, clause.Number), occurrence))
                clause.Segments.AddTo(affected);
        }
    }

    static void Evaluate(SegmentSet set, SegmentState state, Profile profile, long now, Span<ulong> affected, List<SegmentChange> changes)
    {
        var due = state.DueTime is { } time ? time.ToDateTimeOffset().UtcTicks : EventWindow.Never;
        if (due <= now)
        {
            set.Timed.AddTo(affected);
            Forget(set, state, now);
            due = EventWindow.Never;
        }
        var next = due;
        var history = ShopperHistory.Of(state, profile);
        ReadOnlySpan<IMessage?> roots = [profile];
        var instant = new DateTimeOffset(now, TimeSpan.Zero);
        for (var place = SegmentBits.Next(affected, 0); place >= 0; place = SegmentBits.Next(affected, place + 1))
        {
            var segment = set[place];
            var holds = segment.IsTimed
                ? Look(segment, roots, instant, history, ref next)
                : segment.Version.Condition.Holds(roots, instant, history.For(segment));
            var number = segment.Version.Number;
            if (holds == Memberships.Has(state, number))
                continue;
            Memberships.Set(state, number, holds);
            changes.Add(new SegmentChange(number, holds));
            // All of them are behind it.
            segment.AskedBy?.AddTo(affected);
        }
        if (next != due || state.DueTime is not null && due == EventWindow.Never)
            state.DueTime = next == EventWindow.Never ? null : new DateTime(next, DateTimeKind.Utc).ToTimestamp();
    }

    // One that is not looked at keeps its instant, so the earliest may be too early, never too late.
    static bool Look(Segment segment, ReadOnlySpan<IMessage?> roots, DateTimeOffset now, ShopperHistory history, ref long next)
    {
        var (holds, change) = segment.Version.Condition.Evaluate(roots, now, history.For(segment));
        if (change is { } at && at.UtcTicks < next)
            next = at.UtcTicks;
        return holds;
    }

    static void Forget(SegmentSet set, SegmentState state, long now)
    {
        for (var place = state.Clauses.Count - 1; place >= 0; place--)
        {
            if (set.Clauses.TryGetValue(state.Clauses.NumberAt(place), out var known) && !known.Fold.Forget(state.Clauses.At(place), now))
                state.Clauses.RemoveAt(place);
        }
    }
}
