using Automation.Commerce.V1;
using Automation.Conditions.V1;
using Automation.Profiles;
using Automation.Profiles.Customers;
using Automation.Segmentation.V1;
using Automation.Segments.Plain;

namespace Automation.Segments;

/// <summary>
/// The same by looking through everything that happened: slow, and without any state that could be wrong. For explanations with the
/// events that they rest on, memberships as of a past instant, and to prove <see cref="SegmentFold"/> by.
/// </summary>
public sealed class PlainEvaluation
{
    readonly Dictionary<string, SegmentVersion> _byId;
    readonly List<PlainEvent> _events;
    readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);
    readonly DateTimeOffset _now;
    readonly bool _isShopper;

    /// <param name="versions">As of a <see cref="SegmentSet"/>: one of each segment, no circles.</param>
    /// <param name="history">The shopper's records in the order of the log, as far as they are known then.</param>
    /// <param name="now">The instant of evaluation, not before the last record.</param>
    /// <param name="cohort">The last comparison of the shop's customers by then; null: there is none.</param>
    public PlainEvaluation(
        IEnumerable<SegmentVersion> versions, IReadOnlyList<LoggedEvent> history, DateTimeOffset now, CohortComputed? cohort = null)
    {
        _byId = SegmentOrder.Sort(versions).ToDictionary(version => version.SegmentId, StringComparer.Ordinal);
        _now = now;
        var folded = history.Where(ProfileFold.IsFolded).ToList();
        var state = new ProfileState();
        foreach (var logged in folded)
            ProfileFold.Apply(state, logged);
        if (cohort is not null)
            CustomerStanding.Judge(state, cohort, cohortSequence: -1);
        Profile = state.Profile ?? new Profile();
        _isShopper = folded.Exists(logged => logged.Control?.AddressConsent is null);
        _events = [.. folded.Select(PlainEvent.Of).OfType<PlainEvent>().OrderBy(one => one.Time)];
    }

    /// <summary>As known then.</summary>
    public Profile Profile { get; }

    /// <summary>Whether the shopper is in the segment. Nobody is in one that is not among the versions.</summary>
    public bool Holds(string segmentId)
    {
        if (!_isShopper || !_byId.TryGetValue(segmentId, out var version))
            return false;
        if (!_known.TryGetValue(segmentId, out var holds))
            _known[segmentId] = holds = version.Condition.Holds([Profile], _now, HistoryOf(version));
        return holds;
    }

    /// <summary>Why, clause by clause, with up to 20 events that each rests on.</summary>
    /// <exception cref="KeyNotFoundException">The segment is not among the versions.</exception>
    public Explanation Explain(string segmentId) => _byId[segmentId].Condition.Explain([Profile], _now, HistoryOf(_byId[segmentId]));

    PlainHistory HistoryOf(SegmentVersion version) => new(version.Condition.Questions, _events, Profile, Holds);
}
