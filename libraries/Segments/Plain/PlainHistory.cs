using Automation.Conditions;
using Automation.Conditions.V1;
using Automation.Segmentation.V1;
using Automation.Segments.Evaluating;
using Automation.Segments.Questions;

namespace Automation.Segments.Plain;

/// <summary>Answers one condition's questions by going through all events each time.</summary>
/// <param name="events">In order of event time, those of one instant as they were logged.</param>
/// <param name="isMember">Whether the shopper is in a segment.</param>
sealed class PlainHistory(
    IReadOnlyList<HistoryQuestion> questions, IReadOnlyList<PlainEvent> events, Profile profile, Func<string, bool> isMember) : IHistory
{
    const int Evidence = 20;

    public ConditionValue Answer(int question, DateTimeOffset now) => questions[question] switch
    {
        { Asked: Condition { KindCase: Condition.KindOneofCase.InSegmentId } asked } => ConditionValue.OfFlag(isMember(asked.InSegmentId)),
        { Asked: Condition { DidThen: { } didThen } } asked => ConditionValue.OfFlag(Followed(asked, didThen, now).Any()),
        { Asked: Condition { DidWithout: not null } } asked => ConditionValue.OfFlag(Unfollowed(asked, now).Any()),
        { Asked: Operand { Aggregate: { } aggregate } } asked => PlainAggregates.Of(asked, aggregate, Matching(asked, 0, now)),
        var asked => QuestionAnswers.Of(asked, _ => null).Answer(new SegmentState(), profile, now.UtcTicks),
    };

    /// <summary>When the next event that is meant runs out of its window.</summary>
    public DateTimeOffset? NextChange(int question, DateTimeOffset now)
    {
        if (questions[question] is { Patterns.Count: 0 } asked)
            return QuestionAnswers.Of(asked, _ => null).NextChange(new SegmentState(), profile, now.UtcTicks) is < EventWindow.Never and var change ? new DateTimeOffset(change, TimeSpan.Zero) : null;
        if (new EventWindow(questions[question].Patterns[0].Source) is not { IsSliding: true } window)
            return null;
        var ends = Matching(questions[question], 0, now).Select(one => new DateTimeOffset(window.EndOf(one.Time), TimeSpan.Zero)).ToList();
        return ends.Count > 0 ? ends[0] : null;
    }

    /// <summary>The latest ones.</summary>
    public IReadOnlyList<string> EventIds(int question, DateTimeOffset now) => questions[question] switch
    {
        { Asked: Condition { DidThen: { } didThen } } asked => Ids(Followed(asked, didThen, now)),
        { Asked: Condition { DidWithout: not null } } asked => Ids(Unfollowed(asked, now)),
        { Patterns.Count: 1 } asked => Ids(Matching(asked, 0, now)),
        _ => [],
    };

    /// <summary>Both of each pair.</summary>
    IEnumerable<PlainEvent> Followed(HistoryQuestion asked, DidThen didThen, DateTimeOffset now)
    {
        var thens = Matching(asked, 1, now).ToList();
        return from first in Matching(asked, 0, now)
               let then = thens.Find(other => other.Time > first.Time && other.Time - first.Time <= didThen.Within.Seconds * TimeSpan.TicksPerSecond)
               where then is not null
               from one in new[] { first, then }
               select one;
    }

    /// <summary>The latest, if none of the others came after it.</summary>
    IEnumerable<PlainEvent> Unfollowed(HistoryQuestion asked, DateTimeOffset now) => Matching(asked, 0, now).LastOrDefault() is { } did
        && Matching(asked, 1, now).All(without => without.Time <= did.Time) ? [did] : [];

    IEnumerable<PlainEvent> Matching(HistoryQuestion asked, int pattern, DateTimeOffset now)
    {
        var window = new EventWindow(asked.Patterns[pattern].Source);
        return events.Where(one => window.Covers(one.Time, now.UtcTicks) && asked.Patterns[pattern].Matches(one.Name, one.Action));
    }

    static List<string> Ids(IEnumerable<PlainEvent> found) => [.. found.TakeLast(Evidence).Select(one => one.EventId)];
}
